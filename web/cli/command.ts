/** A command of `tocsin`: takes the arguments after its name, resolves with the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;
