package io.heddle.channels.sim;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Puts the calls of {@link Hooks} into a class: a point before each access that others can see, a stand-in for each call that reaches for time, threads or
 * chance, and initializers that run once per simulation, so that static state does not carry from one to the next.
 */
final class Rewriter {
  private static final String HOOKS = Type.getInternalName(Hooks.class);
  private static final String PLATFORM_BUILDER = "java/lang/Thread$Builder$OfPlatform";
  private static final Map<String, Method> STAND_INS = standIns();

  /** Calls on {@code java.lang.Thread} that others can see the effect of, or that see theirs. */
  private static final Set<String> THREAD_POINTS = Set.of("interrupt", "interrupted", "isInterrupted", "isAlive", "getState", "start", "join");

  /** Static fields of these types hold nothing that a run could leave behind. */
  private static final Set<String> STATELESS = Set.of("Ljava/lang/String;", "Ljava/lang/invoke/VarHandle;", "Ljava/lang/invoke/MethodHandle;", "Ljava/lang/ThreadLocal;",
      "Ljava/lang/System$Logger;", "Lorg/slf4j/Logger;", "Ljava/time/Duration;", "Ljava/time/Instant;", "Ljava/util/regex/Pattern;", "Ljava/nio/charset/Charset;");

  private final ClassLoader resources;
  private final String prefix;
  private final Map<String, Fields> known = new ConcurrentHashMap<>();

  /** What must be known of a class to rewrite those who use it. */
  private record Fields(Map<String, Integer> access, @Nullable String superName, boolean perRun) {}

  /**
   * @param resources where class files are found
   * @param prefix of the internal names of the classes that are rewritten
   */
  Rewriter(ClassLoader resources, String prefix) {
    this.resources = resources;
    this.prefix = prefix;
  }

  byte[] rewrite(byte[] original, boolean main, @Nullable Mutation mutation) {
    ClassNode node = new ClassNode();
    new ClassReader(original).accept(node, 0);
    if (mutation != null && mutation.concerns(node)) {
      mutation.apply(node);
    }
    for (MethodNode method : node.methods) {
      if (!method.name.equals("<clinit>")) {
        rewriteMethod(node, method, main);
      } else {
        replaceCalls(node, method);
      }
    }
    if (fieldsOf(node.name).perRun) {
      initializePerRun(node);
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(new PlatformThreadsAside(writer));
    return writer.toByteArray();
  }

  private void rewriteMethod(ClassNode owner, MethodNode method, boolean main) {
    boolean constructor = method.name.equals("<init>");
    for (AbstractInsnNode insn : method.instructions.toArray()) {
      if (insn instanceof FieldInsnNode access && !constructor) {
        Integer flags = accessOf(access);
        if (flags != null && (flags & Opcodes.ACC_VOLATILE) != 0) {
          before(method, insn, "point");
        } else if (main && flags != null && (flags & (Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC)) == 0) {
          before(method, insn, "plainPoint");
        }
      } else if (main && (insn.getOpcode() == Opcodes.AALOAD || insn.getOpcode() == Opcodes.AASTORE)) {
        before(method, insn, "plainPoint");
      } else if (insn instanceof MethodInsnNode call && STAND_INS.get(key(call)) == null && synchronizes(call)) {
        before(method, insn, "point");
      }
    }
    replaceCalls(owner, method);
  }

  private void replaceCalls(ClassNode owner, MethodNode method) {
    for (AbstractInsnNode insn : method.instructions.toArray()) {
      initialize(owner, method, insn, usedStatically(insn));
      if (insn instanceof MethodInsnNode call) {
        Method standIn = STAND_INS.get(key(call));
        if (standIn != null) {
          call.setOpcode(Opcodes.INVOKESTATIC);
          call.owner = HOOKS;
          call.itf = false;
          call.name = standIn.getName();
          call.desc = Type.getMethodDescriptor(standIn);
        } else if (call.owner.equals(PLATFORM_BUILDER)) {
          call.setOpcode(Opcodes.INVOKEVIRTUAL);
          call.itf = false;
        }
      }
    }
  }

  /** Has the class that is used, if any is, initialized before the instruction, after those it extends. */
  private void initialize(ClassNode owner, MethodNode method, AbstractInsnNode insn, @Nullable String used) {
    if (used != null && !used.equals(owner.name) && used.startsWith(prefix)) {
      initialize(owner, method, insn, fieldsOf(used).superName);
      if (fieldsOf(used).perRun) {
        method.instructions.insertBefore(insn, new MethodInsnNode(Opcodes.INVOKESTATIC, used, "$initialize", "()V", false));
      }
    }
  }

  /** The class whose initializer the JVM would run before this instruction. */
  private static @Nullable String usedStatically(AbstractInsnNode insn) {
    return switch (insn.getOpcode()) {
      case Opcodes.GETSTATIC, Opcodes.PUTSTATIC -> ((FieldInsnNode) insn).owner;
      case Opcodes.INVOKESTATIC -> ((MethodInsnNode) insn).owner;
      case Opcodes.NEW -> ((TypeInsnNode) insn).desc;
      default -> null;
    };
  }

  private static boolean synchronizes(MethodInsnNode call) {
    if (call.name.equals("<init>")) {
      return false;
    }
    if (call.owner.equals("java/lang/Thread")) {
      return THREAD_POINTS.contains(call.name);
    }
    return call.owner.equals("java/lang/invoke/VarHandle")
        || (call.owner.startsWith("java/util/concurrent/") && !call.owner.equals("java/util/concurrent/TimeUnit") && !call.owner.equals("java/util/concurrent/ThreadLocalRandom"));
  }

  private static void before(MethodNode method, AbstractInsnNode insn, String hook) {
    method.instructions.insertBefore(insn, new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, hook, "()V", false));
  }

  /** Turns the initializer into a method that runs at the first use in each run, as the JVM's would at the first use in each process. */
  private static void initializePerRun(ClassNode node) {
    for (FieldNode field : node.fields) {
      if ((field.access & Opcodes.ACC_STATIC) != 0) {
        field.access &= ~Opcodes.ACC_FINAL;
      }
    }
    node.fields.add(new FieldNode(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC, "$run", "I", null, -1));
    boolean initializer = false;
    for (MethodNode method : node.methods) {
      if (method.name.equals("<clinit>")) {
        method.name = "$clinit";
        method.access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
        initializer = true;
      }
    }
    MethodNode method = new MethodNode(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC, "$initialize", "()V", null, null);
    InsnList code = method.instructions;
    LabelNode stale = new LabelNode();
    code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, "run", "()I", false));
    code.add(new FieldInsnNode(Opcodes.GETSTATIC, node.name, "$run", "I"));
    code.add(new JumpInsnNode(Opcodes.IF_ICMPNE, stale));
    code.add(new InsnNode(Opcodes.RETURN));
    code.add(stale);
    code.add(new org.objectweb.asm.tree.FrameNode(Opcodes.F_SAME, 0, null, 0, null));
    code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, "run", "()I", false));
    code.add(new FieldInsnNode(Opcodes.PUTSTATIC, node.name, "$run", "I"));
    code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, "enterInitializer", "()V", false));
    for (FieldNode field : node.fields) {
      if ((field.access & Opcodes.ACC_STATIC) != 0 && field.value == null) {
        int zero = switch (Type.getType(field.desc).getSort()) {
          case Type.LONG -> Opcodes.LCONST_0;
          case Type.FLOAT -> Opcodes.FCONST_0;
          case Type.DOUBLE -> Opcodes.DCONST_0;
          case Type.ARRAY, Type.OBJECT -> Opcodes.ACONST_NULL;
          default -> Opcodes.ICONST_0;
        };
        code.add(new InsnNode(zero));
        code.add(new FieldInsnNode(Opcodes.PUTSTATIC, node.name, field.name, field.desc));
      }
    }
    if (initializer) {
      code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, node.name, "$clinit", "()V", false));
    }
    code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, HOOKS, "exitInitializer", "()V", false));
    code.add(new InsnNode(Opcodes.RETURN));
    node.methods.add(method);
  }

  private @Nullable Integer accessOf(FieldInsnNode access) {
    for (String owner = access.owner; owner != null && owner.startsWith(prefix); owner = fieldsOf(owner).superName) {
      Integer flags = fieldsOf(owner).access.get(access.name);
      if (flags != null) {
        return flags;
      }
    }
    return null;
  }

  private Fields fieldsOf(String name) {
    Fields fields = known.get(name);
    if (fields == null) {
      fields = read(name);
      known.put(name, fields);
    }
    return fields;
  }

  private Fields read(String name) {
    Map<String, Integer> access = new HashMap<>();
    List<String> superName = new ArrayList<>();
    boolean[] perRun = new boolean[1];
    try (InputStream in = resources.getResourceAsStream(name + ".class")) {
      if (in == null) {
        return new Fields(access, null, false);
      }
      String path = String.valueOf(resources.getResource(name + ".class"));
      boolean main = SimLoader.isMain(path);
      new ClassReader(in.readAllBytes()).accept(new ClassVisitor(Opcodes.ASM9) {
        private boolean eligible;

        @Override
        public void visit(int version, int flags, String self, String signature, String parent, String[] interfaces) {
          eligible = main && (flags & (Opcodes.ACC_ENUM | Opcodes.ACC_INTERFACE | Opcodes.ACC_SYNTHETIC)) == 0;
          superName.add(parent);
        }

        @Override
        public @Nullable FieldVisitor visitField(int flags, String field, String desc, String signature, Object value) {
          access.put(field, flags);
          boolean isConstant = (flags & Opcodes.ACC_FINAL) != 0 && (desc.length() == 1 || STATELESS.contains(desc));
          if (eligible && (flags & Opcodes.ACC_STATIC) != 0 && (flags & Opcodes.ACC_SYNTHETIC) == 0 && !isConstant) {
            perRun[0] = true;
          }
          return null;
        }
      }, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the class " + name, e);
    }
    return new Fields(access, superName.get(0), perRun[0]);
  }

  private static String key(MethodInsnNode call) {
    return call.owner + "." + call.name + call.desc.substring(0, call.desc.indexOf(')') + 1);
  }

  private static Map<String, Method> standIns() {
    Map<String, Method> found = new HashMap<>();
    for (Method method : Hooks.class.getDeclaredMethods()) {
      Hooks.Replaces replaces = method.getAnnotation(Hooks.Replaces.class);
      if (replaces != null) {
        String descriptor = Type.getMethodDescriptor(method);
        String parameters = descriptor.substring(0, descriptor.indexOf(')') + 1);
        String owner = Type.getInternalName(replaces.owner());
        found.put(owner + "." + replaces.name() + (replaces.isStatic() ? parameters : parameters.replaceFirst("L" + owner + ";", "")), method);
      }
    }
    return found;
  }

  /** Puts our builder in the place of the JDK's, which is sealed. */
  private static final class PlatformThreadsAside extends ClassRemapper {
    PlatformThreadsAside(ClassVisitor next) {
      super(next, new SimpleRemapper(Opcodes.ASM9, Map.of(PLATFORM_BUILDER, Type.getInternalName(PlatformBuilder.class))));
    }
  }
}
