import { isUtf8 } from 'node:buffer';
import { AppError } from '../../../platform/errors/app-error.ts';
import { type Labels, labelsFrom } from '../../../platform/model/labels.ts';

const BASE64_SUFFIX = '@base64';
const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
const MAX_LABELS = 32;
const MAX_LENGTH = 8_192;

/**
 * The labels of a group from the path of a push: `/metrics/job/<job>{/<label>/<value>}`, where
 * `@base64` behind a name says that its value is base64url. Values that are empty are none.
 * @param path percent-encoded @throws AppError `not_found`, `invalid`
 */
export function parseGroupingKey(path: string): Labels {
  const [root, first, ...rest] = without('/', path).split('/').slice(1);
  if (root !== 'metrics' || (first !== 'job' && first !== `job${BASE64_SUFFIX}`)) {
    throw new AppError('not_found', 'pushes go to /metrics/job/<job>{/<label>/<value>}');
  }
  if (path.length > MAX_LENGTH) throw invalid(`the path is longer than ${MAX_LENGTH} bytes`);
  const [jobText = '', ...others] = rest;
  const job = valueIn(first, jobText);
  if (job === '') throw invalid('job name is required');
  if (others.length % 2 !== 0) {
    throw invalid(`odd number of components in label string "/${others.join('/')}"`);
  }
  if (others.length > 2 * MAX_LABELS) throw invalid(`more than ${MAX_LABELS} labels in the path`);
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at < others.length; at += 2) {
    const given = others[at] ?? '';
    pairs.push([nameOf(given), valueIn(given, others[at + 1] ?? '')]);
  }
  return labelsFrom([...pairs, ['job', job]]);
}

/** Without the signs at the end; a pattern for them would cost the square of the text. */
function without(sign: string, text: string): string {
  let end = text.length;
  while (text[end - 1] === sign) end -= 1;
  return text.slice(0, end);
}

function nameOf(given: string): string {
  const name = given.endsWith(BASE64_SUFFIX) ? given.slice(0, -BASE64_SUFFIX.length) : given;
  if (!LABEL_NAME.test(name)) throw invalid(`improper label name ${JSON.stringify(name)}`);
  return name;
}

function valueIn(name: string, text: string): string {
  const value = percentDecoded(text);
  if (!name.endsWith(BASE64_SUFFIX)) return value;
  const trimmed = without('=', value);
  const bytes = Buffer.from(trimmed, 'base64url');
  const isGood = /^[A-Za-z0-9_-]*$/.test(trimmed) && trimmed.length % 4 !== 1 && isUtf8(bytes);
  if (!isGood) {
    throw invalid(`invalid base64 encoding in label value ${JSON.stringify(value.slice(0, 200))}`);
  }
  return bytes.toString('utf8');
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (cause instanceof URIError) throw invalid('the path is not percent-encoded UTF-8');
    throw cause;
  }
}

function invalid(message: string): AppError {
  return new AppError('invalid', message);
}
