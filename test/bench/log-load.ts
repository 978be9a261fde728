const LINES = 1_000;
const STREAMS = 5;
const BODIES = 8;
const NS_DIGITS = 19;

interface PushBody {
  readonly bytes: Buffer;
  /** Where the instants of its lines begin. */
  readonly places: readonly number[];
}

/**
 * Loki pushes (JSON) of 1,000 lines like those of an access log: the same bytes in turns, but for the
 * instants.
 */
export class LogWriter {
  /** Bytes of the lines of one push. */
  readonly lineBytes: number;
  readonly #bodies: readonly PushBody[];
  #pushes = 0;
  #ns: bigint;

  /** @param startNs instant of the first line */
  constructor(sender: number, startNs: bigint) {
    const made = Array.from({ length: BODIES }, (_, i) => linesOf(sender * BODIES + i));
    this.lineBytes = Math.round(
      made.flat().reduce((sum, line) => sum + Buffer.byteLength(line), 0) / BODIES,
    );
    this.#bodies = made.map((lines) => bodyOf(sender, lines));
    this.#ns = startNs;
  }

  next(): Buffer {
    const body = this.#bodies[this.#pushes % BODIES];
    if (body === undefined) throw new Error('there are no bodies');
    this.#pushes++;
    for (const place of body.places) {
      this.#ns += 10_000n;
      body.bytes.write(String(this.#ns).padStart(NS_DIGITS, '0'), place, 'latin1');
    }
    return body.bytes;
  }
}

function linesOf(seed: number): readonly string[] {
  let state = seed + 1;
  const below = (bound: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  const hex = () => below(2 ** 31).toString(16);
  const paths = ['/cart', '/orders', '/login', '/items/42', '/search?q=shoes', '/checkout'];
  return Array.from({ length: LINES }, () => {
    const level = below(20) === 0 ? 'error' : 'info';
    const path = paths[below(paths.length)];
    return (
      `level=${level} msg="request served" method=GET path=${path} status=${200 + below(4) * 100} ` +
      `duration=${below(900)}ms bytes=${below(90_000)} trace=${hex()}${hex()} user=u${below(5_000)} ` +
      `addr=10.${below(256)}.${below(256)}.${below(256)} agent="Mozilla/5.0 (X11; Linux x86_64)"`
    );
  });
}

function bodyOf(sender: number, lines: readonly string[]): PushBody {
  const streams = Array.from({ length: STREAMS }, (_, stream) => ({
    stream: { app: 'shop', ns: 'acme-prod', pod: `shop-${sender}-${stream}` },
    values: lines
      .filter((__, i) => i % STREAMS === stream)
      .map((line) => ['0'.repeat(NS_DIGITS), line]),
  }));
  const bytes = Buffer.from(JSON.stringify({ streams }));
  const places: number[] = [];
  const mark = Buffer.from(`["${'0'.repeat(NS_DIGITS)}"`);
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) places.push(at + 2);
  return { bytes, places };
}
