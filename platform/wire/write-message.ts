/**
 * The protobuf message of a remote write: `1.0` is `prometheus.WriteRequest`, `2.0` is
 * `io.prometheus.write.v2.Request`.
 */
export type WriteMessage = '1.0' | '2.0';

/** How each is announced to a backend. */
export const WRITE_HEADERS: Readonly<
  Record<WriteMessage, { readonly contentType: string; readonly version: string }>
> = {
  '1.0': { contentType: 'application/x-protobuf', version: '0.1.0' },
  '2.0': {
    contentType: 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
    version: '2.0.0',
  },
};

const MESSAGES: Readonly<Record<string, WriteMessage>> = {
  'prometheus.WriteRequest': '1.0',
  'io.prometheus.write.v2.Request': '2.0',
};

/**
 * The message that a content type announces; without a parameter `proto` it is 1.0.
 * @param contentType of media type `application/x-protobuf`
 * @returns null for a message that is not known, and for more than one.
 */
export function writeMessageOf(contentType: string): WriteMessage | null {
  const [, ...parameters] = contentType.split(';');
  const named = parameters
    .map((parameter) => /^\s*proto\s*=\s*(?:"([^"]*)"|(\S*))\s*$/i.exec(parameter))
    .flatMap((found) => (found ? [found[1] ?? found[2] ?? ''] : []));
  const [name, ...more] = named;
  if (name === undefined) return '1.0';
  if (more.length > 0 || !Object.hasOwn(MESSAGES, name)) return null;
  return MESSAGES[name] ?? null;
}
