package io.heddle.informer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSliceTest {
  private static JsonSlice slice(String json) {
    return JsonSlice.of(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(JsonSlice slice) {
    return new String(slice.bytes(), StandardCharsets.UTF_8);
  }

  private static JsonSlice member(Map<String, JsonSlice> members, String name) {
    return Objects.requireNonNull(members.get(name), name);
  }

  @Test
  void members_ofAnObject_areCutOutWhole() {
    Map<String, JsonSlice> members = slice(" {\"a\" : {\"x\":[1,{\"}\":\"]\\\"\"}]} ,\"b\":\"q\\\\\",\n\"c\":-1.5e+3,\"d\":null,\"ü\":[]} ").members();
    assertThat(members.keySet()).containsExactlyInAnyOrder("a", "b", "c", "d", "ü");
    assertThat(text(member(members, "a"))).isEqualTo("{\"x\":[1,{\"}\":\"]\\\"\"}]}");
    assertThat(member(members, "b").text()).isEqualTo("q\\\\");
    assertThat(text(member(members, "c"))).isEqualTo("-1.5e+3");
    assertThat(member(members, "ü").elements()).isEmpty();
    assertThat(member(members, "d").elements()).isEmpty();
    assertThat(slice("{}").members()).isEmpty();
  }

  @Test
  void elements_ofAnArray_areCutOutInOrder() {
    assertThat(slice("[ 1, \"two\" ,[3],{}]").elements()).extracting(JsonSliceTest::text).isEqualTo(List.of("1", "\"two\"", "[3]", "{}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[1", "{\"a\":", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "\"open", "\"open\\", "{} {}", "{a:1}", "}", "[1,]", "{\"a\":1,}"})
  void text_thatIsNoJson_isRefused(String text) {
    assertThatThrownBy(() -> {
      JsonSlice slice = slice(text);
      if (text.startsWith("[")) {
        slice.elements();
      } else {
        slice.members();
      }
    }).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not JSON");
  }

  @Test
  void text_nestedWithoutEnd_needsNoStack() {
    String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
    assertThat(text(slice(deep))).hasSize(2_000_000);
  }

  @Test
  void text_cutAtAnyByte_isRefused() {
    byte[] whole = "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Pod\",\"n\":[1,2,\"\\u00e4\"]}}".getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut < whole.length; cut++) {
      byte[] part = Arrays.copyOf(whole, cut);
      assertThatThrownBy(() -> JsonSlice.of(part).members()).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
