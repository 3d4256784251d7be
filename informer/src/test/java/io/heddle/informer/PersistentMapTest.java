package io.heddle.informer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistentMapTest {
  private static Map<String, Integer> contents(PersistentMap<Integer> map) {
    Map<String, Integer> contents = new HashMap<>();
    map.forEach((key, value) -> assertThat(contents.put(key, value)).as("told twice: " + key).isNull());
    assertThat(map.size()).isEqualTo(contents.size());
    assertThat(map.keys()).isEqualTo(contents.keySet());
    assertThat(map.isEmpty()).isEqualTo(contents.isEmpty());
    return contents;
  }

  private static List<String> order(PersistentMap<Integer> map) {
    List<String> order = new ArrayList<>();
    map.forEach((key, value) -> order.add(key));
    return order;
  }

  /** Strings of two-letter words that all have the same hash, so that every key collides. */
  private static String collidingKey(int number) {
    StringBuilder key = new StringBuilder();
    for (int bit = 0; bit < 8; bit++) {
      key.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return key.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void changes_ofAnyKind_agreeWithAHashMapAndLeaveOlderMapsAsTheyWere(long seed) {
    Random random = new Random(seed);
    int keys = 1 << (2 + random.nextInt(7));
    boolean colliding = seed % 2 == 0;
    Map<String, Integer> expected = new HashMap<>();
    PersistentMap<Integer> map = PersistentMap.empty();
    PersistentMap<Integer> older = map;
    Map<String, Integer> olderContents = Map.of();
    for (int i = 0; i < 4_000; i++) {
      int number = random.nextInt(keys);
      String key = colliding ? collidingKey(number % 256) + number / 256 : "key-" + number;
      if (random.nextInt(5) < 3) {
        map = map.with(key, i);
        expected.put(key, i);
      } else {
        map = map.without(key);
        expected.remove(key);
      }
      assertThat(map.get(key)).isEqualTo(expected.get(key));
      if (i % 500 == 0) {
        assertThat(contents(older)).isEqualTo(olderContents);
        older = map;
        olderContents = Map.copyOf(expected);
      }
    }
    assertThat(contents(map)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shape_whateverCameAndWent_dependsOnTheKeysAlone(boolean colliding) {
    PersistentMap<Integer> straight = PersistentMap.empty();
    PersistentMap<Integer> detour = PersistentMap.empty();
    for (int i = 0; i < 400; i++) {
      detour = detour.with("passing-" + i, i);
    }
    for (int i = 0; i < 200; i++) {
      String key = colliding ? collidingKey(i) : "key-" + i;
      straight = straight.with(key, i);
      detour = detour.with(key, i);
    }
    for (int i = 0; i < 400; i++) {
      detour = detour.without("passing-" + i);
    }
    assertThat(contents(detour)).isEqualTo(contents(straight));
    assertThat(order(detour)).hasSameElementsAs(order(straight));
    if (!colliding) {
      assertThat(order(detour)).isEqualTo(order(straight));
    }
  }

  @Test
  void without_anAbsentKey_isTheSameMap() {
    PersistentMap<Integer> map = PersistentMap.<Integer>empty().with("Aa", 1);
    assertThat(map.without("BB")).isSameAs(map);
    assertThat(map.without("other")).isSameAs(map);
    assertThat(contents(map.without("Aa"))).isEmpty();
  }

  @Test
  void change_ofOneKeyInAHundredThousand_makesAHandfulOfNodes() throws Exception {
    PersistentMap<Integer> map = PersistentMap.empty();
    for (int i = 0; i < 100_000; i++) {
      map = map.with("default/object-" + i, i);
    }
    Set<Object> before = nodes(map);
    for (int i = 0; i < 100_000; i += 10_007) {
      assertThat(made(map.with("default/object-" + i, -1), before)).hasSizeLessThanOrEqualTo(6);
      assertThat(made(map.with("default/new-" + i, -1), before)).hasSizeLessThanOrEqualTo(6);
      assertThat(made(map.without("default/object-" + i), before)).hasSizeLessThanOrEqualTo(6);
    }
  }

  private static Set<Object> made(PersistentMap<Integer> map, Set<Object> before) throws ReflectiveOperationException {
    Set<Object> made = nodes(map);
    made.removeAll(before);
    return made;
  }

  /** Every node, by identity: what two maps share is in both sets. */
  private static Set<Object> nodes(PersistentMap<?> map) throws ReflectiveOperationException {
    Set<Object> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>(List.of(field(map, "root")));
    while (!open.isEmpty()) {
      Object node = open.pop();
      nodes.add(node);
      if (node.getClass().getSimpleName().equals("Branch")) {
        open.addAll(Arrays.asList((Object[]) field(node, "children")));
      }
    }
    return nodes;
  }

  private static Object field(Object object, String name) throws ReflectiveOperationException {
    Field field = object.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(object);
  }
}
