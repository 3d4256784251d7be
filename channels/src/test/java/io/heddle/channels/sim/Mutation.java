package io.heddle.channels.sim;

import java.util.function.Predicate;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A bug planted into one method of the shipped class file as it is loaded: one instruction done otherwise. No copy of the code exists that could grow apart
 * from it; a mutation that finds its place no more fails.
 */
public final class Mutation {
  /** In the place of a number: all of them. A finally block stands several times in a class file. */
  public static final int EVERY = 0;

  /** Changes one instruction of a method. */
  @FunctionalInterface
  private interface Change {
    void apply(MethodNode method, AbstractInsnNode at);
  }

  private final String what;
  private final Class<?> type;
  private final String method;
  private final int occurrence;
  private final Predicate<AbstractInsnNode> place;
  private final Change change;

  /** Whether the instruction was found in a class that was loaded. */
  private boolean planted;

  private Mutation(String what, Class<?> type, String method, int occurrence, Predicate<AbstractInsnNode> place, Change change) {
    this.what = what + " in " + type.getSimpleName() + "." + method + (occurrence <= 1 ? "" : ", occurrence " + occurrence);
    this.type = type;
    this.method = method;
    this.occurrence = occurrence;
    this.place = place;
    this.change = change;
  }

  /** The n-th call of that name is left out, and what it would return is zero, false or null. */
  public static Mutation withoutCall(Class<?> type, String method, String callee, int n) {
    return withoutCall(type, method, callee, n, 0);
  }

  /** The n-th call of that name is left out, and a boolean or int that it would return is {@code result}. */
  public static Mutation withoutCall(Class<?> type, String method, String callee, int n, int result) {
    return new Mutation("no call of " + callee + (result == 0 ? "" : " but " + result), type, method, n, calls(callee), (code, at) -> {
      MethodInsnNode call = (MethodInsnNode) at;
      InsnList instead = new InsnList();
      Type[] arguments = Type.getArgumentTypes(call.desc);
      for (int i = arguments.length - 1; i >= 0; i--) {
        instead.add(new InsnNode(arguments[i].getSize() == 2 ? Opcodes.POP2 : Opcodes.POP));
      }
      if (call.getOpcode() != Opcodes.INVOKESTATIC) {
        instead.add(new InsnNode(Opcodes.POP));
      }
      Type returned = Type.getReturnType(call.desc);
      if (returned.getSort() != Type.VOID) {
        instead.add(new InsnNode(result == 0 ? zero(returned) : Opcodes.ICONST_0 + result));
      }
      code.instructions.insert(at, instead);
      code.instructions.remove(at);
    });
  }

  /** The n-th write to the field is left out. */
  public static Mutation withoutWrite(Class<?> type, String method, String field, int n) {
    return new Mutation("no write of " + field, type, method, n,
        insn -> (insn.getOpcode() == Opcodes.PUTFIELD || insn.getOpcode() == Opcodes.PUTSTATIC) && ((FieldInsnNode) insn).name.equals(field), (code, at) -> {
          InsnList instead = new InsnList();
          instead.add(new InsnNode(Type.getType(((FieldInsnNode) at).desc).getSize() == 2 ? Opcodes.POP2 : Opcodes.POP));
          if (at.getOpcode() == Opcodes.PUTFIELD) {
            instead.add(new InsnNode(Opcodes.POP));
          }
          code.instructions.insert(at, instead);
          code.instructions.remove(at);
        });
  }

  /** The n-th element store into an array of objects is left out. */
  public static Mutation withoutArrayStore(Class<?> type, String method, int n) {
    return new Mutation("no store into the array", type, method, n, insn -> insn.getOpcode() == Opcodes.AASTORE, (code, at) -> {
      InsnList instead = new InsnList();
      instead.add(new InsnNode(Opcodes.POP2));
      instead.add(new InsnNode(Opcodes.POP));
      code.instructions.insert(at, instead);
      code.instructions.remove(at);
    });
  }

  /** The n-th read of the field finds zero, false or null. */
  public static Mutation readingZero(Class<?> type, String method, String field, int n) {
    return new Mutation("reads zero for " + field, type, method, n,
        insn -> (insn.getOpcode() == Opcodes.GETFIELD || insn.getOpcode() == Opcodes.GETSTATIC) && ((FieldInsnNode) insn).name.equals(field), (code, at) -> {
          InsnList instead = new InsnList();
          if (at.getOpcode() == Opcodes.GETFIELD) {
            instead.add(new InsnNode(Opcodes.POP));
          }
          instead.add(new InsnNode(zero(Type.getType(((FieldInsnNode) at).desc))));
          code.instructions.insert(at, instead);
          code.instructions.remove(at);
        });
  }

  /** The n-th conditional jump of the method goes the other way. */
  public static Mutation negated(Class<?> type, String method, int n) {
    return new Mutation("a condition negated", type, method, n, insn -> insn instanceof JumpInsnNode && insn.getOpcode() != Opcodes.GOTO, (code, at) -> {
      int opcode = at.getOpcode();
      int negation = opcode == Opcodes.IFNULL ? Opcodes.IFNONNULL : opcode == Opcodes.IFNONNULL ? Opcodes.IFNULL : (opcode + 1 ^ 1) - 1;
      ((JumpInsnNode) at).setOpcode(negation);
    });
  }

  /** The n-th call of that name calls a method of the same shape instead. */
  public static Mutation callingInstead(Class<?> type, String method, String callee, int n, String other) {
    return new Mutation("calls " + other + " for " + callee, type, method, n, calls(callee), (code, at) -> ((MethodInsnNode) at).name = other);
  }

  /** The n-th conditional jump of the method is never taken. */
  public static Mutation neverJumping(Class<?> type, String method, int n) {
    return new Mutation("a condition left out", type, method, n, insn -> insn instanceof JumpInsnNode && insn.getOpcode() != Opcodes.GOTO, (code, at) -> {
      int opcode = at.getOpcode();
      boolean two = opcode >= Opcodes.IF_ICMPEQ && opcode <= Opcodes.IF_ACMPNE;
      code.instructions.set(at, new InsnNode(two ? Opcodes.POP2 : Opcodes.POP));
    });
  }

  private static Predicate<AbstractInsnNode> calls(String callee) {
    return insn -> insn instanceof MethodInsnNode call && call.name.equals(callee);
  }

  String className() {
    return type.getName();
  }

  boolean concerns(ClassNode node) {
    return node.name.equals(Type.getInternalName(type));
  }

  void apply(ClassNode node) {
    int found = 0;
    boolean changed = false;
    for (MethodNode candidate : node.methods) {
      if (candidate.name.equals(method)) {
        for (AbstractInsnNode insn : candidate.instructions.toArray()) {
          if (place.test(insn) && (++found == occurrence || occurrence == EVERY)) {
            change.apply(candidate, insn);
            changed = true;
          }
        }
      }
    }
    planted |= changed;
  }

  /**
   * Fails if the bug was not planted, because the class was never loaded or has no such instruction any more. Not while the class is loaded: that would fail the schedule, as if
   * the bug had been found.
   */
  void checkPlanted() {
    if (!planted) {
      throw new IllegalStateException("the code has no place any more for this bug: " + what);
    }
  }

  private static int zero(Type type) {
    return switch (type.getSort()) {
      case Type.LONG -> Opcodes.LCONST_0;
      case Type.FLOAT -> Opcodes.FCONST_0;
      case Type.DOUBLE -> Opcodes.DCONST_0;
      case Type.ARRAY, Type.OBJECT -> Opcodes.ACONST_NULL;
      default -> Opcodes.ICONST_0;
    };
  }

  @Override
  public String toString() {
    return what;
  }
}
