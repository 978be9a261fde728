import type { Readable } from 'node:stream';

/**
 * The lines of a stream, without those that are empty. What comes after the last line break is left
 * out, since it broke off.
 * @throws RangeError for a line over `maxBytes`
 */
export async function* readLines(stream: Readable, maxBytes: number): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of stream) {
    let rest = Buffer.from(chunk);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...begun, rest.subarray(0, end)]).toString('utf8');
      rest = rest.subarray(end + 1);
      begun = [];
      begunBytes = 0;
      if (line.trim() !== '') yield line;
    }
    begunBytes += rest.length;
    if (begunBytes > maxBytes) throw new RangeError(`a line is longer than ${maxBytes} bytes`);
    if (rest.length > 0) begun.push(rest);
  }
}
