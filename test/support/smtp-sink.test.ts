import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts';

const mail = {
  from: 'alerts@acme.example',
  to: 'ops@acme.example, lead@acme.example',
  subject: '磁盘满了: disk of acme is full — since five minutes, on a host with a long name',
  text: 'Füllstand 97 %',
  html: '<p>满</p>',
};

describe('the SMTP sink', () => {
  let sink: SmtpSink;
  afterEach(() => sink.stop());

  const transport = (more: object = {}) =>
    createTransport({ host: sink.host, port: sink.port, ignoreTLS: true, ...more });

  it('keeps a mail with its recipients, subject and both bodies', async () => {
    sink = await startSmtpSink();
    await transport().sendMail(mail);
    const got = await sink.waitFor(({ to }) => to.includes('ops@acme.example'));
    expect(got.to).toEqual(['ops@acme.example', 'lead@acme.example']);
    expect(got.subject).toBe(mail.subject);
    expect(got.text.trim()).toBe(mail.text);
    expect(got.html.trim()).toBe(mail.html);
    expect(got).toMatchObject({ from: mail.from, secure: false, user: null });
  });

  it.each([
    ['connect', 421],
    ['mail', 451],
    ['rcpt', 550],
    ['data', 554],
  ] as const)('refuses at %s with %i, and accepts again when told', async (at, code) => {
    sink = await startSmtpSink();
    sink.refuse({ at, code, message: 'not today' });
    await expect(transport().sendMail(mail)).rejects.toMatchObject({ responseCode: code });
    expect(sink.mails).toHaveLength(0);
    sink.refuse(null);
    await transport().sendMail(mail);
    expect(sink.mails).toHaveLength(1);
  });

  it('asks for a password and offers TLS', async () => {
    sink = await startSmtpSink({ auth: { user: 'acme', pass: 'right' }, starttls: true });
    const secure = { ignoreTLS: false, requireTLS: true, tls: { rejectUnauthorized: false } };
    const wrong = transport({ ...secure, auth: { user: 'acme', pass: 'wrong' } });
    await expect(wrong.sendMail(mail)).rejects.toMatchObject({ responseCode: 535 });
    await transport({ ...secure, auth: { user: 'acme', pass: 'right' } }).sendMail(mail);
    expect(sink.mails[0]).toMatchObject({ secure: true, user: 'acme' });
  });

  it('is late when told', async () => {
    sink = await startSmtpSink();
    sink.delayBy(500);
    const early = transport({ socketTimeout: 100 }).sendMail(mail);
    await expect(early).rejects.toThrow();
  });
});
