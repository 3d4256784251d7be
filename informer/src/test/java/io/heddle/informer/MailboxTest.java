package io.heddle.informer;

import static io.heddle.informer.TestObjects.object;
import static io.heddle.informer.TestObjects.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.heddle.channels.Channel;
import io.heddle.channels.Go;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {
  private final Mailbox<ConfigMap> mailbox = new Mailbox<>();

  private static Event<ConfigMap> event(String told) {
    return switch (told) {
      case "+1" -> new Event.Added<>(object("a", 1), false);
      case "+5" -> new Event.Added<>(object("a", 5, "again"), false);
      case "1>2" -> new Event.Updated<>(object("a", 1), object("a", 2), false);
      case "2>3" -> new Event.Updated<>(object("a", 2), object("a", 3), false);
      case "5>6" -> new Event.Updated<>(object("a", 5, "again"), object("a", 6, "again"), false);
      case "2=" -> new Event.Updated<>(object("a", 2), object("a", 2), true);
      case "-4" -> new Event.Deleted<>(object("a", 4), true);
      case "-7" -> new Event.Deleted<>(object("a", 7, "again"), true);
      default -> throw new IllegalArgumentException(told);
    };
  }

  private List<String> takeAll() throws InterruptedException {
    List<String> taken = new ArrayList<>();
    while (mailbox.size() > 0) {
      if (mailbox.take() instanceof Mailbox.Mail.Events<ConfigMap>(var events)) {
        events.forEach(event -> taken.add(told(event)));
      } else {
        taken.add("mark");
      }
    }
    return taken;
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "+1            | +a@1",
      "+1 1>2        | +a@2",
      "+1 1>2 -4     | ''",
      "1>2 2>3       | a@1>3",
      "1>2 2=        | a@1>2",
      "2= 2=         | a@2=",
      "2= 2>3        | a@2>3",
      "1>2 -4        | -a@4",
      "-4 +5         | -a@4 +a@5",
      "1>2 -4 +5     | -a@4 +a@5",
      "-4 +5 5>6     | -a@4 +a@6",
      "-4 +5 -7      | -a@4",
      "-4 +5 -7 +5   | -a@4 +a@5",
      "+1 -4 +5      | +a@5",
  })
  void events_ofOneObject_mergeToWhatMustBeTold(String events, String expected) throws Exception {
    for (String event : events.trim().split(" ", -1)) {
      mailbox.put("default/a", event(event));
    }
    assertThat(String.join(" ", takeAll())).isEqualTo(expected);
  }

  /** Whatever happens, and whenever the handler takes: what it is told is a possible history that ends where the object is. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void events_takenAtAnyTime_tellAHistoryThatEndsInTheTruth(long seed) throws Exception {
    Random random = new Random(seed);
    Recorder recorder = new Recorder();
    List<ConfigMap> truth = new ArrayList<>();
    for (int version = 1; version < 3_000; version++) {
      if (truth.isEmpty()) {
        truth.add(object("a", version, "uid-" + version));
        mailbox.put("default/a", new Event.Added<>(truth.getFirst(), false));
      } else if (random.nextInt(3) == 0) {
        mailbox.put("default/a", new Event.Deleted<>(truth.removeFirst(), true));
      } else {
        ConfigMap before = truth.removeFirst();
        truth.add(object("a", version, before.getMetadata().getUid()));
        mailbox.put("default/a", new Event.Updated<>(before, truth.getFirst(), false));
      }
      assertThat(mailbox.size()).isLessThanOrEqualTo(1);
      if (random.nextInt(4) == 0) {
        deliverAll(recorder);
        assertThat(recorder.versions()).isEqualTo(MemoryServer.versions(truth));
      }
    }
    assertThat(recorder.violations).isEmpty();
  }

  private void deliverAll(Recorder recorder) throws InterruptedException {
    while (mailbox.size() > 0) {
      List<Event<ConfigMap>> events = ((Mailbox.Mail.Events<ConfigMap>) mailbox.take()).events();
      assertThat(events).hasSizeBetween(1, 2);
      for (Event<ConfigMap> event : events) {
        Listener.Delivery.<ConfigMap>to(recorder).deliver(event);
      }
    }
  }

  @Test
  void objects_comeInTheOrderInWhichTheyFirstHadNews() throws Exception {
    mailbox.put("default/a", new Event.Added<>(object("a", 1), false));
    mailbox.put("default/b", new Event.Added<>(object("b", 2), false));
    mailbox.put("default/a", new Event.Updated<>(object("a", 1), object("a", 3), false));
    assertThat(takeAll()).containsExactly("+a@3", "+b@2");
  }

  @Test
  void mark_comesAfterWhatWasPutInBefore() throws Exception {
    mailbox.put("default/a", new Event.Added<>(object("a", 1), true));
    mailbox.markInitialObjects();
    mailbox.put("default/b", new Event.Added<>(object("b", 2), false));
    mailbox.put("default/a", new Event.Updated<>(object("a", 1), object("a", 3), false));
    assertThat(takeAll()).containsExactly("+a@3", "mark", "+b@2");
  }

  @Test
  void take_onAnEmptyMailbox_waitsAndIsFreedByClose() throws Exception {
    Channel<Mailbox.Mail<ConfigMap>> taken = Channel.buffered(1);
    Go.go("taker", () -> taken.send(mailbox.take()));
    mailbox.put("default/a", event("+1"));
    assertThat(taken.receive()).isInstanceOf(Mailbox.Mail.Events.class);
    Go.go("taker", () -> taken.send(mailbox.take()));
    mailbox.close();
    mailbox.close();
    assertThat(taken.receive()).isInstanceOf(Mailbox.Mail.Closed.class);
  }

  @Test
  void close_dropsWhatIsPending() throws Exception {
    mailbox.put("default/a", event("+1"));
    mailbox.close();
    mailbox.put("default/a", event("1>2"));
    mailbox.markInitialObjects();
    assertThat(mailbox.size()).isZero();
    assertThat(mailbox.take()).isInstanceOf(Mailbox.Mail.Closed.class);
  }

  @Test
  void aMillionEvents_ofTenObjects_takeTheRoomOfTen() {
    List<ConfigMap> objects = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      objects.add(object("o" + i, 1));
      mailbox.put("default/o" + i, new Event.Added<>(objects.get(i), false));
    }
    for (int i = 0; i < 1_000_000; i++) {
      mailbox.put("default/o" + i % 10, new Event.Updated<>(objects.get(i % 10), objects.get(i % 10), false));
    }
    assertThat(mailbox.size()).isEqualTo(10);
  }
}
