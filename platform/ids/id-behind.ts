import { incrementBase32 } from 'ulid';

/** The ULID between this one and every later one of its source. Always the same for the same. */
export function idBehind(id: string): string {
  return incrementBase32(id);
}
