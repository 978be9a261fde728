/** A header block and the text or parts below it; names are lower case, values decoded. */
export interface MimeMessage {
  readonly headers: ReadonlyMap<string, string>;
  /** `text/plain`, lower case, without parameters. */
  readonly contentType: string;
  /** Decoded; empty for a multipart. */
  readonly body: Buffer;
  readonly parts: readonly MimeMessage[];
}

/**
 * Reads as much MIME as mails of ours use: folded headers, encoded words (RFC 2047), nested
 * multiparts, quoted-printable and base64. Not a validator.
 * @param raw the message as received, one character per byte (latin1)
 */
export function parseMimeMessage(raw: string): MimeMessage {
  const end = raw.search(/\r?\n\r?\n/);
  const head = end < 0 ? raw : raw.slice(0, end);
  const content = end < 0 ? '' : raw.slice(end).replace(/^\r?\n\r?\n/, '');
  const headers = parseHeaders(head);
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  return {
    headers,
    contentType: (type.split(';')[0] ?? '').trim().toLowerCase(),
    body: boundary === undefined ? decodeBody(content, headers) : Buffer.alloc(0),
    parts: boundary === undefined ? [] : splitParts(content, boundary).map(parseMimeMessage),
  };
}

/** The first part of a type, searched depth first; undefined when there is none. */
export function findPart(message: MimeMessage, contentType: string): MimeMessage | undefined {
  if (message.contentType === contentType && message.parts.length === 0) return message;
  for (const part of message.parts) {
    const found = findPart(part, contentType);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parseHeaders(head: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    headers.set(
      line.slice(0, colon).trim().toLowerCase(),
      decodeWords(line.slice(colon + 1).trim()),
    );
  }
  return headers;
}

function decodeWords(value: string): string {
  const adjacent = value.replace(/(\?=)\s+(?==\?)/g, '$1');
  return adjacent.replace(/(?:=\?[\w-]+\?[bq]\?[^?]*\?=)+/gi, (words) => {
    const bytes = [...words.matchAll(/=\?[\w-]+\?([bq])\?([^?]*)\?=/gi)].map((word) =>
      (word[1] ?? '').toLowerCase() === 'b'
        ? Buffer.from(word[2] ?? '', 'base64')
        : quotedBytes((word[2] ?? '').replaceAll('_', ' ')),
    );
    return Buffer.concat(bytes).toString('utf8');
  });
}

function decodeBody(content: string, headers: ReadonlyMap<string, string>): Buffer {
  const encoding = (headers.get('content-transfer-encoding') ?? '').toLowerCase();
  if (encoding === 'base64') return Buffer.from(content, 'base64');
  if (encoding === 'quoted-printable') return quotedBytes(content.replace(/=\r?\n/g, ''));
  return Buffer.from(content, 'latin1');
}

function quotedBytes(text: string): Buffer {
  const plain = text.replace(/=([0-9a-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1');
}

function splitParts(content: string, boundary: string): string[] {
  const [, ...rest] = `\n${content}`.split(`\n--${boundary}`);
  return rest.filter((part) => !part.startsWith('--')).map((part) => part.replace(/^\r?\n/, ''));
}
