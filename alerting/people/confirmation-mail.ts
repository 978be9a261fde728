import { createTransport } from 'nodemailer';
import { judgeSmtpFailure } from '../notify/email/judge-smtp.ts';
import type { MailRelay } from '../notify/email/mail-relay.ts';
import { transportOptions } from '../notify/email/transport-options.ts';

const WORDS = {
  en: {
    subject: 'Your code: {code}',
    text: 'Somebody who is signed in as {name} wants alerts sent to this address.\n\nIf that is you, enter this code within 30 minutes:\n\n{code}\n\nOtherwise do nothing: nothing else is sent here.',
  },
  zh: {
    subject: '验证码:{code}',
    text: '以 {name} 登录的用户希望将告警发送到此地址。\n\n如果是您本人,请在 30 分钟内输入验证码:\n\n{code}\n\n否则无需操作,不会再向此地址发送任何内容。',
  },
} as const;

/** What one mail says. */
export interface Confirmation {
  readonly address: string;
  readonly code: string;
  /** Of the account. */
  readonly name: string;
  readonly language: 'en' | 'zh';
}

/** Sends the code by which somebody shows that an address is theirs, through the administrator's relay. */
export class ConfirmationMail {
  readonly #relay: MailRelay | null;

  constructor(relay: MailRelay | null) {
    this.#relay = relay;
  }

  get isPossible(): boolean {
    return this.#relay !== null;
  }

  /** Why it was not sent; null: it was. */
  async send({ address, code, name, language }: Confirmation): Promise<string | null> {
    const relay = this.#relay;
    if (relay === null) return 'no mail relay is configured';
    const { subject, text } = WORDS[language];
    const fill = (words: string) =>
      words.replaceAll('{code}', code).replaceAll('{name}', name.replaceAll(/\s+/g, ' '));
    const transport = createTransport(transportOptions(relay));
    try {
      await transport.sendMail({
        from: { name: relay.fromName, address: relay.from },
        to: [address],
        subject: fill(subject),
        text: fill(text),
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return null;
    } catch (thrown) {
      const outcome = judgeSmtpFailure(thrown);
      return outcome.detail;
    } finally {
      transport.close();
    }
  }
}
