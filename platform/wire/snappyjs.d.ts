declare module 'snappyjs' {
  /** Snappy block format. Throws when the declared length is over `maxLength` or the block is broken. */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array;
  export function compress(plain: Uint8Array): Uint8Array;
}
