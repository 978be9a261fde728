import type { KindField } from './kind-description.ts';
import type { Words } from './words.ts';

/**
 * The URL of a robot, which is its credential.
 * @param help how one looks, and that it is kept secret
 */
export function robotUrl(help: Words): KindField {
  return {
    name: 'url',
    type: 'url',
    label: { en: 'URL', zh: 'URL' },
    help,
    description: 'URL of the robot',
    isSecret: true,
    isRequired: true,
    minLength: 8,
    maxLength: 2_048,
  };
}

/** What a robot signs with, given by its service. */
export function robotSecret(description: string): KindField {
  return {
    name: 'secret',
    type: 'password',
    label: { en: 'Secret of the robot', zh: '机器人的密钥' },
    help: {
      en: 'Only if the robot asks for signatures.',
      zh: '仅当机器人开启签名校验时需要。',
    },
    description,
    isSecret: true,
    maxLength: 256,
  };
}

/** What services know people by; not everybody of a group. */
export const USER_ID = /^(?!all$)[\w.@-]{1,64}$/i;
