package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table does what a map does. */
final class DelayTableTest {
  /** A key of which many have one hash code. */
  private record Key(int number, int hashes) {
    @Override
    public int hashCode() {
      return number % hashes << 16;
    }
  }

  private static <K> DelayedAdd<K> entry(K key) {
    return new DelayedAdd<>(key, Lane.NORMAL, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000_000})
  void table_doesWhatAMapDoes(int hashes) {
    SplittableRandom random = new SplittableRandom(hashes);
    DelayTable<Key> table = new DelayTable<>();
    Map<Key, DelayedAdd<Key>> map = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      Key key = new Key(random.nextInt(500), hashes);
      if (random.nextInt(20_000) > i) { // grows at first, and shrinks in the end
        DelayedAdd<Key> entry = entry(key);
        assertThat(table.putIfAbsent(entry)).isSameAs(map.putIfAbsent(key, entry));
      } else {
        DelayedAdd<Key> known = table.get(key);
        assertThat(known).isSameAs(map.remove(key));
        if (known != null) {
          table.remove(known);
        }
      }
      assertThat(table.size()).isEqualTo(map.size());
    }
    for (int number = 0; number < 500; number++) {
      Key key = new Key(number, hashes);
      assertThat(table.get(key)).isSameAs(map.get(key));
    }
  }

  @Test
  void tableThatIsEmptyAgain_isAsShortAsANewOne() {
    DelayTable<Integer> table = new DelayTable<>();
    int length = table.length();
    for (int i = 0; i < 10_000; i++) {
      table.putIfAbsent(entry(i));
    }
    assertThat(table.length()).isGreaterThanOrEqualTo(10_000);
    for (int i = 0; i < 10_000; i++) {
      table.remove(Objects.requireNonNull(table.get(i)));
    }
    assertThat(table.length()).isEqualTo(length);
    assertThat(table.size()).isZero();
  }

  @Test
  void entryThatIsNotIn_isRefused() {
    DelayTable<String> table = new DelayTable<>();
    table.putIfAbsent(entry("in"));
    assertThatThrownBy(() -> table.remove(entry("out"))).isInstanceOf(IllegalStateException.class).hasMessageContaining("out");
    assertThat(table.size()).isEqualTo(1);
  }
}
