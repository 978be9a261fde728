import { describe, expect, it } from 'vitest';
import { findPart, parseMimeMessage } from './mime-message.ts';

const mail = [
  'Subject: =?UTF-8?B?5ZGK6K2m?= =?UTF-8?Q?_acme=3A_?= disk',
  'X-Long: first',
  '  second',
  'Content-Type: multipart/alternative; boundary="b1"',
  '',
  'preamble',
  '--b1',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'caf=C3=A9 is =',
  'full',
  '--b1',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('<b>满</b>').toString('base64'),
  '--b1--',
  '',
].join('\r\n');

describe('parseMimeMessage', () => {
  const message = parseMimeMessage(mail);

  it('decodes and unfolds headers', () => {
    expect(message.headers.get('subject')).toBe('告警 acme:  disk');
    expect(message.headers.get('x-long')).toBe('first second');
  });

  it('decodes quoted-printable and base64 parts', () => {
    expect(findPart(message, 'text/plain')?.body.toString().trim()).toBe('café is full');
    expect(findPart(message, 'text/html')?.body.toString()).toBe('<b>满</b>');
    expect(findPart(message, 'image/png')).toBeUndefined();
  });

  it('takes a message without parts as its own text', () => {
    const plain = parseMimeMessage('Subject: hi\n\nbody');
    expect(findPart(plain, 'text/plain')?.body.toString()).toBe('body');
  });
});
