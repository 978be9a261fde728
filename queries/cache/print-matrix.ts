import { type Row, runBytes } from './piece.ts';

const HEAD = Buffer.from('{"status":"success","data":{"resultType":"matrix","result":[');
const ROW_END = Buffer.from(']}');
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/** Bytes of an answer up to the end of its list of series. */
export function matrixBytes(rows: readonly Row[]): number {
  let bytes = HEAD.length + 1;
  for (const { name, runs } of rows) {
    bytes += name.head.length + ROW_END.length;
    for (const run of runs) bytes += runBytes(run);
  }
  // Each row loses the comma after its last sample and gains one before the next row.
  return rows.length > 0 ? bytes - 1 : bytes;
}

/**
 * A whole answer in Prometheus's envelope, which is Loki's too.
 * @param tail what follows the list of series, e.g. `},"infos":["…"]}` or `,"stats":{}}}`
 */
export function printMatrix(rows: readonly Row[], tail: string): Buffer {
  const body = Buffer.allocUnsafeSlow(matrixBytes(rows) + Buffer.byteLength(tail));
  let at = HEAD.copy(body);
  for (const [index, row] of rows.entries()) {
    if (index > 0) body[at++] = COMMA;
    at = printRow(row, body, at);
  }
  body[at++] = CLOSE_BRACKET;
  body.write(tail, at, 'utf8');
  return body;
}

function printRow({ name, runs }: Row, body: Buffer, from: number): number {
  let at = from + name.head.copy(body, from);
  for (const { piece, first, last } of runs)
    at += piece.text.copy(body, at, piece.starts[first], piece.starts[last]);
  // In the place of the last comma.
  return at - 1 + ROW_END.copy(body, at - 1);
}
