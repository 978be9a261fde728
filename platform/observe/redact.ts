const REDACTED = '[redacted]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
const MAX_TEXT_CHARS = 8_192;

/** Key names whose value is a secret, compared without case, `-` and `_`. */
const SECRET_KEY =
  /authorization|cookie|passw(?:or)?d|passphrase|secret|token|credential|apikey|accesskey|privatekey|signature/;

/** `tokenId`, `secretCount`, `passwordChangedAtMs`: facts about a secret, not the secret. */
const FACT_ABOUT_SECRET = /(?:id|ids|count|atms|ms|bytes|kind|length|expired)$/;

const TEXT_SECRETS: readonly (readonly [RegExp, string])[] = [
  [
    /([?&;](?:access_token|accesstoken|token|key|api_?key|secret|sign|signature|password|passwd|pwd|code|auth)=)[^&;#\s"'<>]+/gi,
    `$1${REDACTED}`,
  ],
  [/\b(bearer|basic|digest)\s+[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  [/\btocsin_[\w-]{20,}/g, REDACTED],
  [/(\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${REDACTED}@`],
  [/(hooks\.slack\.com\/(?:services|workflows)\/)[\w/-]+/gi, `$1${REDACTED}`],
  [/(\/(?:hook|webhook)s?\/)[\w-]{8,}(?:\/[\w-]{8,})*/gi, `$1${REDACTED}`],
];

/**
 * The text without what looks like a credential: secret URL parameters (`?access_token=`, `&key=`),
 * `Bearer …`, `user:password@`, our own tokens, robot hook paths. For logs and stored history.
 */
export function redactText(text: string): string {
  let clean = text.length > MAX_TEXT_CHARS ? `${text.slice(0, MAX_TEXT_CHARS)}…` : text;
  for (const [pattern, replacement] of TEXT_SECRETS) clean = clean.replace(pattern, replacement);
  return clean;
}

/** True when a field of this name holds a secret: `password`, `Set-Cookie`, `X-Api-Key`. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  return SECRET_KEY.test(plain) && !FACT_ABOUT_SECRET.test(plain);
}

/**
 * A copy of log fields in which secrets are replaced by `[redacted]`, by name and by look, to a
 * depth of 6 and 50 items per list; errors become `{ type, message, kind?, code?, stack, cause? }`.
 */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactObject(fields, 0);
}

function redactObject(object: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      isSecretName(name) && hasContent(value) ? REDACTED : redactValue(value, depth),
    ]),
  );
}

function hasContent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && typeof value !== 'boolean';
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (value instanceof Error) return redactError(value, depth + 1);
  if (value instanceof URL) return redactText(value.href);
  if (value instanceof Date) return value;
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return redactObject(Object.fromEntries(value), depth + 1);
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, MAX_ITEMS).map((item) => redactValue(item, depth + 1));
  }
  return redactObject(value, depth + 1);
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const clean: Record<string, unknown> = { type: error.name, message: redactText(error.message) };
  if ('kind' in error) clean.kind = error.kind;
  if ('code' in error) clean.code = error.code;
  if (error.stack) clean.stack = redactText(error.stack);
  if (error.cause !== undefined) clean.cause = redactValue(error.cause, depth);
  return clean;
}
