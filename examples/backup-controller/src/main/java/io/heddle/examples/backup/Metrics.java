package io.heddle.examples.backup;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.java21.instrument.binder.jdk.VirtualThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The registry behind {@code /metrics}, with what is worth knowing of the JVM in it. Heddle adds the queue, the reconciles and the calls. */
final class Metrics {
  private Metrics() {}

  /** A new registry. Closing it ends the measuring. */
  static PrometheusMeterRegistry registry() {
    Closing registry = new Closing();
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    registry.gc.bindTo(registry);
    registry.virtualThreads.bindTo(registry);
    return registry;
  }

  /** Ends, with the registry, the two that listen to the JVM. */
  private static final class Closing extends PrometheusMeterRegistry {
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final VirtualThreadMetrics virtualThreads = new VirtualThreadMetrics();

    Closing() {
      super(PrometheusConfig.DEFAULT);
    }

    @Override
    public void close() {
      virtualThreads.close();
      gc.close();
      super.close();
    }
  }
}
