/** Ends a `switch` over a closed union: a new member that is not handled is a type error, and throws. */
export function assertNever(value: never): never {
  throw new TypeError(`unhandled case: ${JSON.stringify(value)}`);
}
