package io.heddle.channels;

import java.lang.management.ManagementFactory;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/** Gives the dump to who may look at the JVM through JMX: {@link Dump}, or a console. It is there once goroutines are tracked, and needs the module java.management. */
final class DumpBean implements DynamicMBean {
  static final String NAME = "io.heddle:type=Goroutines";
  static final String DUMP = "dump";

  private DumpBean() {}

  /** Registers the bean with the JVM's own server. If the library is loaded twice in one JVM, the first copy that tracks is seen. */
  static void register() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName name = new ObjectName(NAME);
      if (!server.isRegistered(name)) {
        server.registerMBean(new DumpBean(), name);
      }
    } catch (InstanceAlreadyExistsException e) {
      // Another thread was faster.
    } catch (JMException e) {
      throw new IllegalStateException("the bean " + NAME + " could not be registered", e);
    }
  }

  @Override
  public Object invoke(String operation, Object[] arguments, String[] signature) throws ReflectionException {
    if (!operation.equals(DUMP)) {
      throw new ReflectionException(new NoSuchMethodException(operation), NAME + " has one operation: " + DUMP);
    }
    return DumpText.ofThisJvm();
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanOperationInfo dump = new MBeanOperationInfo(DUMP, "All goroutines and what each waits for, as text", null, String.class.getName(), MBeanOperationInfo.INFO);
    return new MBeanInfo(DumpBean.class.getName(), "The goroutines of this JVM", null, null, new MBeanOperationInfo[] {dump}, null);
  }

  @Override
  public Object getAttribute(String attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(NAME + " has no attributes");
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(NAME + " has no attributes");
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    return new AttributeList();
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }
}
