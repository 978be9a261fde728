import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import { type Form, mergeForms, parseForm } from '../../queries/proxy/form.ts';

/** A form from a body, and how long it was. */
class BodyForm {
  readonly form: Form;
  readonly bytes: number;

  constructor(form: Form, bytes: number) {
    this.form = form;
    this.bytes = bytes;
  }
}

/** The parameters of a request's URL and body together. @throws AppError `invalid` */
export function scopedForm(request: FastifyRequest): BodyForm {
  const inUrl = formOfUrl(request.raw.url ?? '');
  if (!(request.body instanceof BodyForm)) return new BodyForm(inUrl, 0);
  const merged = mergeForms(inUrl, request.body.form);
  if (merged.kind === 'invalid') throw new AppError('invalid', merged.message);
  return new BodyForm(merged.form, request.body.bytes);
}

/** The parameters of a request target. @throws AppError `invalid` */
export function formOfUrl(url: string): Form {
  const question = url.indexOf('?');
  const parsed = parseForm(question < 0 ? '' : url.slice(question + 1));
  if (parsed.kind === 'invalid') throw new AppError('invalid', parsed.message);
  return parsed.form;
}

/** For fastify: a urlencoded body. Encoded ones and other charsets are refused with 415. */
export function readBodyForm(
  request: FastifyRequest,
  text: string,
  done: (error: Error | null, body?: BodyForm) => void,
): void {
  const refusal = refuseBody(request);
  const parsed = parseForm(text);
  if (refusal) done(refusal);
  else if (parsed.kind === 'invalid') done(new AppError('invalid', parsed.message));
  else done(null, new BodyForm(parsed.form, Buffer.byteLength(text)));
}

function refuseBody({ headers }: FastifyRequest): AppError | null {
  const { 'content-type': type = '', 'content-encoding': encoding } = headers;
  const [, charset] = /charset="?([^";\s]+)/i.exec(type) ?? [];
  if (encoding !== undefined && encoding !== 'identity') {
    const message = `a body with content encoding ${encoding} is not accepted`;
    return new AppError('unsupported_media', message);
  }
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    const message = `a body in ${charset} is not accepted, only UTF-8`;
    return new AppError('unsupported_media', message);
  }
  return null;
}
