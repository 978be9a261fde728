/** Parameters by name, in order of appearance; every occurrence is kept. */
export type Form = ReadonlyMap<string, readonly string[]>;

export type FormResult =
  | { readonly kind: 'ok'; readonly form: Form }
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * Reads `application/x-www-form-urlencoded` text strictly: `&` separates (never `;`), `+` is a
 * space, and percent escapes must be valid UTF-8 without NUL.
 * @see https://url.spec.whatwg.org/#concept-urlencoded-parser, which is lenient where this refuses.
 */
export function parseForm(text: string): FormResult {
  const form = new Map<string, string[]>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : decode(part.slice(equals + 1));
    if (name === undefined || value === undefined) {
      return {
        kind: 'invalid',
        message: 'a parameter is not valid percent-encoded UTF-8 or holds a NUL',
      };
    }
    const values = form.get(name);
    if (values) values.push(value);
    else form.set(name, [value]);
  }
  return { kind: 'ok', form };
}

/**
 * Joins the parameters of the URL and of the body. A name that stands in both is refused: which of
 * the two a backend believes differs from backend to backend.
 */
export function mergeForms(url: Form, body: Form): FormResult {
  if (body.size === 0) return { kind: 'ok', form: url };
  for (const name of body.keys()) {
    if (url.has(name)) {
      return {
        kind: 'invalid',
        message: `parameter ${JSON.stringify(name)} is given both in the URL and in the body`,
      };
    }
  }
  return { kind: 'ok', form: new Map([...url, ...body]) };
}

/** Encodes parameters for a backend. */
export function printForm(parameters: Iterable<readonly [string, string]>): string {
  let text = '';
  for (const [name, value] of parameters) {
    text += `${text === '' ? '' : '&'}${encoded(name)}=${encoded(value)}`;
  }
  return text;
}

/** Longer forms go into the body, where a backend takes one. */
const MAX_URL_FORM = 2_048;

/** How a form is sent to a backend: in the URL as long as it is short. */
export function methodFor(form: string, longForms: 'GET' | 'POST'): 'GET' | 'POST' {
  return form.length <= MAX_URL_FORM ? 'GET' : longForms;
}

/** Most names and instants are what they are. */
const UNRESERVED = /^[\w.~-]*$/;

function encoded(text: string): string {
  return UNRESERVED.test(text) ? text : encodeURIComponent(text);
}

function decode(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return isClean(spaced) ? spaced : undefined;
  try {
    const decoded = decodeURIComponent(spaced);
    return isClean(decoded) ? decoded : undefined;
  } catch (thrown) {
    if (thrown instanceof URIError) return undefined;
    throw thrown;
  }
}

/** No NUL and no lone surrogate (which raw bytes of the URL can smuggle in). */
function isClean(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
