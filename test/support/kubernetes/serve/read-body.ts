import type { IncomingMessage } from 'node:http';
import { parseDocument } from 'yaml';
import { badRequest, bodyTooLarge, maxBodyBytes } from '../model/failures.ts';
import { asJson, type Json } from '../model/json.ts';

/** @throws ApiFailure 413 beyond 3 MiB; the rest is read as well, or nobody would hear of it */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= maxBodyBytes) chunks.push(bytes);
  }
  if (size > maxBodyBytes) throw bodyTooLarge();
  return Buffer.concat(chunks);
}

/**
 * Parses JSON, or YAML where the media type says so.
 * @throws ApiFailure 400 when it is neither, or a key of the YAML occurs twice
 */
export function parseBody(body: Buffer, contentType: string): Json {
  const text = body.toString('utf8');
  if (text.trim() === '') return null;
  const isYaml = contentType.includes('yaml') && !/^\s*[{[]/.test(text);
  try {
    if (!isYaml) return asJson(JSON.parse(text));
    const document = parseDocument(text, { version: '1.1' });
    const [problem] = document.errors;
    if (problem !== undefined) throw new Error(problem.message);
    return asJson(document.toJS());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badRequest(`error decoding ${isYaml ? 'YAML' : 'JSON'}: ${why}`);
  }
}
