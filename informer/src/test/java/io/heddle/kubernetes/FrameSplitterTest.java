package io.heddle.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameSplitterTest {

  private static final String STREAM = "{\"a\":1}\n{\"b\":\"é\"}\n\n\r\n{\"c\":[1,2,3]}\n";
  private static final List<String> FRAMES = List.of("{\"a\":1}", "{\"b\":\"é\"}", "{\"c\":[1,2,3]}");

  private static List<String> drain(FrameSplitter splitter) throws IOException {
    List<String> frames = new ArrayList<>();
    for (Optional<byte[]> frame = splitter.poll(); frame.isPresent(); frame = splitter.poll()) {
      frames.add(new String(frame.get(), UTF_8));
    }
    return frames;
  }

  @Test
  void poll_piecesOfEverySize_sameFrames() throws IOException {
    byte[] stream = STREAM.getBytes(UTF_8);
    for (int size = 1; size <= stream.length; size++) {
      FrameSplitter splitter = new FrameSplitter(100);
      List<String> frames = new ArrayList<>();
      for (int at = 0; at < stream.length; at += size) {
        splitter.feed(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)));
        frames.addAll(drain(splitter));
      }
      splitter.end();
      assertThat(frames).as("pieces of %d bytes", size).isEqualTo(FRAMES);
    }
  }

  @Test
  void end_atEveryByte_isAnErrorUnlessALineHasEnded() throws IOException {
    byte[] stream = "{\"a\":1}\n{\"b\":2}\n".getBytes(UTF_8);
    for (int cut = 0; cut <= stream.length; cut++) {
      FrameSplitter splitter = new FrameSplitter(100);
      splitter.feed(Arrays.copyOf(stream, cut));
      List<String> frames = drain(splitter);
      assertThat(frames).hasSize(cut < 8 ? 0 : cut < 16 ? 1 : 2);
      if (cut == 0 || cut == 8 || cut == 16) {
        splitter.end();
      } else {
        assertThatThrownBy(splitter::end).isInstanceOf(IOException.class).hasMessageContaining("in the middle of a frame");
      }
    }
  }

  @Test
  void poll_frameOverTheLimit_refused() throws IOException {
    FrameSplitter exact = new FrameSplitter(4);
    exact.feed("1234\n".getBytes(UTF_8));
    assertThat(drain(exact)).containsExactly("1234");

    FrameSplitter over = new FrameSplitter(4);
    over.feed("12345\n".getBytes(UTF_8));
    assertThatThrownBy(over::poll).isInstanceOf(IOException.class).hasMessageContaining("longer than 4 bytes");

    FrameSplitter grown = new FrameSplitter(4);
    grown.feed("123".getBytes(UTF_8));
    assertThat(drain(grown)).isEmpty();
    grown.feed("45".getBytes(UTF_8));
    assertThatThrownBy(grown::poll).isInstanceOf(IOException.class);
  }
}
