package io.heddle.channels;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The command that prints the goroutines of a JVM that runs, see {@link Go#dump}: {@code java -cp heddle-channels.jar io.heddle.channels.Dump PID}.
 *
 * <p>It attaches as jcmd does, which only the user who runs the JVM may. If goroutines are tracked there, the JVM is asked for its dump; if not, for its threads, and the dump
 * is made of those here.
 */
final class Dump {
  private Dump() {}

  /** Prints the dump. */
  public static void main(String[] args) {
    if (args.length != 1 || !args[0].matches("\\d+")) {
      System.err.println("Usage: java -cp heddle-channels.jar " + Dump.class.getName() + " PID\nPrints the goroutines of the JVM with this process id; jps lists those there are.");
      System.exit(2);
    }
    try {
      System.out.print(of(args[0]));
    } catch (AttachNotSupportedException | IOException | JMException e) {
      System.err.println("No dump of process " + args[0] + ": " + e.getMessage() + "\nIt must be a JVM of the same user on this machine (jps lists those), and not run with -XX:+DisableAttachMechanism.");
      System.exit(1);
    }
  }

  @SuppressWarnings("BanJNDI") // the address comes from the JVM that this has attached to
  private static String of(String pid) throws AttachNotSupportedException, IOException, JMException {
    VirtualMachine machine = VirtualMachine.attach(pid);
    try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
      MBeanServerConnection jvm = connector.getMBeanServerConnection();
      ObjectName bean = new ObjectName(DumpBean.NAME);
      if (jvm.isRegistered(bean)) {
        return (String) jvm.invoke(bean, DumpBean.DUMP, new Object[0], new String[0]);
      }
      return DumpText.ofOther(JvmThreads.of(
          ManagementFactory.newPlatformMXBeanProxy(jvm, "com.sun.management:type=HotSpotDiagnostic", HotSpotDiagnosticMXBean.class)));
    } finally {
      machine.detach();
    }
  }
}
