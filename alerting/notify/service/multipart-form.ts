import { createHash } from 'node:crypto';

/** A file of a form. */
export interface FormFile {
  readonly field: string;
  /** Of our making: letters, digits, dots. */
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/**
 * A form as `multipart/form-data` (RFC 7578) with one file. Names of fields are ours, values may be
 * hostile; the boundary is a digest of all of it, so that nothing in it can be taken for its end.
 */
export function multipartForm(
  fields: readonly (readonly [name: string, value: string])[],
  file: FormFile,
): { readonly type: string; readonly bytes: Uint8Array } {
  const digest = createHash('sha256').update(JSON.stringify(fields)).update(file.bytes);
  const boundary = `tocsin-${digest.digest('hex').slice(0, 40)}`;
  const text = (value: string) => Buffer.from(value, 'utf8');
  const parts = [
    ...fields.map(([name, value]) =>
      text(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
    ),
    text(
      `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\nContent-Type: ${file.type}\r\n\r\n`,
    ),
    file.bytes,
    text(`\r\n--${boundary}--\r\n`),
  ];
  return { type: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.concat(parts) };
}
