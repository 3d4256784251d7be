package io.heddle.channels.go;

import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.Scope;
import io.heddle.channels.Task;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * test/chan/powser1.go and powser2.go: arithmetic of power series, each series a goroutine that is asked for its next coefficient (M. D. McIlroy, "Squinting at
 * Power Series"). A demand for one coefficient of an exponential starts goroutines and selects by the dozen; all are ended by the scope.
 */
class PowerSeriesTest {
  private static final int N = 10;

  private final Scope scope = Scope.open("power series");
  private final Series ones = series(self -> {
    while (true) {
      put(Ratio.ONE, self);
    }
  });

  @AfterEach
  void endAll() {
    scope.close();
  }

  /** A rational number. */
  private record Ratio(BigInteger numerator, BigInteger denominator) {
    static final Ratio ZERO = of(0, 1);
    static final Ratio ONE = of(1, 1);

    static Ratio of(long numerator, long denominator) {
      return reduced(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    static Ratio reduced(BigInteger numerator, BigInteger denominator) {
      BigInteger divisor = numerator.gcd(denominator).multiply(BigInteger.valueOf(denominator.signum()));
      return new Ratio(numerator.divide(divisor), denominator.divide(divisor));
    }

    Ratio plus(Ratio other) {
      return reduced(numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)), denominator.multiply(other.denominator));
    }

    Ratio times(Ratio other) {
      return reduced(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }
  }

  /** The coefficients of a series, sent when asked for. */
  private record Series(Channel<Integer> request, Channel<Ratio> data) {
    Series() {
      this(Channel.unbuffered(), Channel.unbuffered());
    }
  }

  private interface Generator {
    void run(Series self) throws InterruptedException;
  }

  private Series series(Generator generator) {
    Series self = new Series();
    start(() -> generator.run(self));
    return self;
  }

  private void start(Task task) {
    scope.go("series", task);
  }

  private static void put(Ratio value, Series out) throws InterruptedException {
    out.request.receive();
    out.data.send(value);
  }

  private static Ratio get(Series in) throws InterruptedException {
    in.request.send(1);
    return in.data.receive();
  }

  private static void copy(Series in, Series out) throws InterruptedException {
    while (true) {
      out.request.receive();
      out.data.send(get(in));
    }
  }

  /** One coefficient of each, asked for and received in whatever order they are ready. */
  private static Ratio[] getBoth(Series u, Series v) throws InterruptedException {
    Ratio[] out = new Ratio[2];
    List<Channel<Integer>> requests = new ArrayList<>(List.of(u.request, v.request));
    List<Channel<Ratio>> data = new ArrayList<>(List.of(Channel.never(), Channel.never()));
    for (int left = 4; left > 0; left--) {
      select(
          send(requests.get(0), 1, () -> {
            requests.set(0, Channel.never());
            return data.set(0, u.data);
          }),
          send(requests.get(1), 1, () -> {
            requests.set(1, Channel.never());
            return data.set(1, v.data);
          }),
          receive(data.get(0), value -> {
            out[0] = value;
            return data.set(0, Channel.never());
          }),
          receive(data.get(1), value -> {
            out[1] = value;
            return data.set(1, Channel.never());
          }));
    }
    return out;
  }

  /** Two series identical to the given one that may be read at different speeds. */
  private Series[] split(Series in) {
    Series[] out = {new Series(), new Series()};
    splitTo(in, out);
    return out;
  }

  private void splitTo(Series in, Series[] out) {
    Channel<Integer> release = Channel.unbuffered();
    start(() -> splitOnce(in, out.clone(), release));
    start(() -> release.send(0));
  }

  /**
   * Serves one coefficient to both. Of several generations the newest serves the requests of one side, and those before hold what was sent there but not yet to the
   * other; each lets the next serve the other side when it is done.
   */
  private void splitOnce(Series in, Series[] out, Channel<Integer> wait) throws InterruptedException {
    boolean both = select(receive(out[0].request, v -> false), receive(wait, v -> true));
    if (both && select(receive(out[0].request, v -> false), receive(out[1].request, v -> true))) {
      Series swapped = out[0];
      out[0] = out[1];
      out[1] = swapped;
    }
    in.request.send(1);
    Channel<Integer> release = Channel.unbuffered();
    start(() -> splitOnce(in, out.clone(), release));
    Ratio value = in.data.receive();
    out[0].data.send(value);
    if (!both) {
      wait.receive();
    }
    out[1].request.receive();
    out[1].data.send(value);
    release.send(0);
  }

  private Series add(Series u, Series v) {
    return series(self -> {
      while (true) {
        self.request.receive();
        Ratio[] both = getBoth(u, v);
        self.data.send(both[0].plus(both[1]));
      }
    });
  }

  private Series scale(Ratio factor, Series u) {
    return series(self -> {
      while (true) {
        self.request.receive();
        self.data.send(factor.times(get(u)));
      }
    });
  }

  private Series multiply(Series u, Series v) {
    return series(self -> {
      self.request.receive();
      Ratio[] first = getBoth(u, v);
      self.data.send(first[0].times(first[1]));
      Series[] uu = split(u);
      Series[] vv = split(v);
      Series w = add(scale(first[0], vv[0]), scale(first[1], uu[0]));
      self.request.receive();
      self.data.send(get(w));
      copy(add(w, multiply(uu[1], vv[1])), self);
    });
  }

  private Series differentiate(Series u) {
    return series(self -> {
      self.request.receive();
      get(u);
      for (int i = 1; ; i++) {
        self.data.send(Ratio.of(i, 1).times(get(u)));
        self.request.receive();
      }
    });
  }

  private Series integrate(Ratio constant, Series u) {
    return series(self -> {
      put(constant, self);
      for (int i = 1; ; i++) {
        self.request.receive();
        self.data.send(Ratio.of(1, i).times(get(u)));
      }
    });
  }

  /** Z = exp(U): Z' = Z U', so that Z is made of its own earlier coefficients. */
  private Series exponential(Series u) {
    Series[] z = {new Series(), new Series()};
    splitTo(integrate(Ratio.ONE, multiply(z[0], differentiate(u))), z);
    return z[1];
  }

  /** U(c x^n). */
  private Series substituteMonomial(Series u, Ratio c, int n) {
    return series(self -> {
      Ratio power = Ratio.ONE;
      while (true) {
        put(get(u).times(power), self);
        power = power.times(c);
        for (int i = 1; i < n; i++) {
          put(Ratio.ZERO, self);
        }
      }
    });
  }

  private static List<Ratio> coefficients(Series u) throws InterruptedException {
    List<Ratio> coefficients = new ArrayList<>();
    for (int i = 0; i < N; i++) {
      coefficients.add(get(u));
    }
    return coefficients;
  }

  private static List<Ratio> ratios(long... numeratorsAndDenominators) {
    List<Ratio> ratios = new ArrayList<>();
    for (int i = 0; i < numeratorsAndDenominators.length; i += 2) {
      ratios.add(Ratio.of(numeratorsAndDenominators[i], numeratorsAndDenominators[i + 1]));
    }
    return ratios;
  }

  @Test
  void sum() throws Exception {
    Series[] copies = split(ones);
    assertThat(coefficients(add(copies[0], scale(Ratio.of(2, 1), copies[1])))).containsOnly(Ratio.of(3, 1));
  }

  @Test
  void derivative() throws Exception {
    assertThat(coefficients(differentiate(ones))).containsExactlyElementsOf(ratios(1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7, 1, 8, 1, 9, 1, 10, 1));
  }

  @Test
  void integral() throws Exception {
    assertThat(coefficients(integrate(Ratio.ZERO, ones))).containsExactlyElementsOf(ratios(0, 1, 1, 1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7, 1, 8, 1, 9));
  }

  @Test
  void product() throws Exception {
    Series[] copies = split(ones);
    assertThat(coefficients(multiply(copies[0], copies[1]))).containsExactlyElementsOf(ratios(1, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6, 1, 7, 1, 8, 1, 9, 1, 10, 1));
  }

  @Test
  void exponentialOfOnes() throws Exception {
    assertThat(coefficients(exponential(ones))).containsExactlyElementsOf(
        ratios(1, 1, 1, 1, 3, 2, 13, 6, 73, 24, 167, 40, 4051, 720, 37633, 5040, 43817, 4480, 4596553, 362880));
  }

  @Test
  void arcTangent() throws Exception {
    assertThat(coefficients(integrate(Ratio.ZERO, substituteMonomial(ones, Ratio.of(-1, 1), 2))))
        .containsExactlyElementsOf(ratios(0, 1, 1, 1, 0, 1, -1, 3, 0, 1, 1, 5, 0, 1, -1, 7, 0, 1, 1, 9));
  }
}
