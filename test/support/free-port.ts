import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below what systems give to outgoing connections (Linux: from 32,768), so that none of them takes a
 * port between the moment it is found free and the moment somebody listens on it.
 */
const FIRST_PORT = 12_000;
const LAST_PORT = 32_000;
/** Test files that run beside each other do not look among the same ports. */
const SHARES = 4;
const SHARE_PORTS = (LAST_PORT - FIRST_PORT) / SHARES;
const TRIES = 200;

let next = randomInt(SHARE_PORTS);

/**
 * A TCP port of 127.0.0.1 that nobody listens on at this moment.
 * @param preferred taken when it is free
 */
export async function freePort(preferred = 0): Promise<number> {
  if (preferred !== 0 && (await isFree(preferred))) return preferred;
  const share = (Number(process.env.VITEST_POOL_ID ?? 0) || 0) % SHARES;
  for (let tried = 0; tried < TRIES; tried++) {
    next = (next + 1) % SHARE_PORTS;
    const port = FIRST_PORT + share * SHARE_PORTS + next;
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES} ports of 127.0.0.1 is free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
