import type { KindField } from '../kind-description.ts';
import { MAX_BODY_BYTES, MIN_BODY_BYTES } from './webhook-settings.ts';

const ORIGIN: readonly KindField[] = [
  {
    name: 'url',
    type: 'url',
    label: { en: 'URL', zh: 'URL' },
    help: { en: 'Kept secret: it is never shown again.', zh: '会保密，之后不再显示。' },
    description: 'URL',
    isSecret: true,
    isRequired: true,
    minLength: 8,
    maxLength: 2_048,
  },
  {
    name: 'secret',
    type: 'password',
    label: { en: 'Signing key', zh: '签名密钥' },
    help: {
      en: 'Optional, at least 16 characters. Each request then carries an HMAC made with it.',
      zh: '可选，至少 16 个字符。填写后每个请求都会带上用它计算的 HMAC。',
    },
    description: 'HMAC key; a new one signs beside the old until that is cleared',
    isSecret: true,
    previous: 'previousSecret',
    minLength: 16,
    maxLength: 256,
  },
];

const FORMAT: KindField = {
  name: 'format',
  type: 'choice',
  label: { en: 'Form of the body', zh: '消息体格式' },
  choices: [
    { value: 'tocsin', label: { en: 'tocsin, version 1', zh: 'tocsin 第 1 版' } },
    {
      value: 'alertmanager-v4',
      label: { en: 'Alertmanager, version 4', zh: 'Alertmanager 第 4 版' },
    },
  ],
  shapesPreview: true,
};

const MAX_BYTES: KindField = {
  name: 'maxBytes',
  type: 'number',
  label: { en: 'Longest body, bytes', zh: '消息体上限（字节）' },
  help: {
    en: 'Longer ones are shortened, with a link. 4,096 to 1,048,576.',
    zh: '更长的会被截短并附上链接。4096 到 1048576。',
  },
  description: 'What the receiver takes; longer bodies are shortened',
  isRare: true,
  minimum: MIN_BODY_BYTES,
  maximum: MAX_BODY_BYTES,
};

const HEADERS: readonly KindField[] = [
  {
    name: 'headers',
    type: 'lines',
    label: { en: 'Own headers', zh: '自定义请求头' },
    help: {
      en: 'One in each line, as Name: value. Kept secret.',
      zh: '每行一个，格式为 名称: 值，会保密。',
    },
    description: 'Name: value',
    isSecret: true,
    isRare: true,
    minLength: 0,
    maxLength: 2_200,
    maxItems: 20,
    pattern: /^[^:\s]+:/,
    wrong: { en: 'Write Name: value.', zh: '请按 名称: 值 填写。' },
  },
  {
    name: 'hmacHeader',
    type: 'text',
    label: { en: 'Header for a plain HMAC', zh: '普通 HMAC 的请求头' },
    help: {
      en: 'For receivers that do not know Standard Webhooks: hex HMAC-SHA256 of the body.',
      zh: '用于不支持 Standard Webhooks 的接收方：消息体的十六进制 HMAC-SHA256。',
    },
    description: 'Header for a plain hex HMAC besides Standard Webhooks',
    isRare: true,
    maxLength: 100,
  },
  {
    name: 'hmacTimestampHeader',
    type: 'text',
    label: { en: 'Header for its time', zh: '其时间戳的请求头' },
    help: { en: 'The HMAC then is of “seconds:body”.', zh: '填写后对“秒:消息体”计算 HMAC。' },
    description: 'Header for the seconds that this HMAC then begins with',
    isRare: true,
    maxLength: 100,
  },
];

const TLS: readonly KindField[] = [
  {
    name: 'clientCertificate',
    type: 'block',
    label: { en: 'Client certificate', zh: '客户端证书' },
    help: { en: 'PEM, with its chain.', zh: 'PEM，含证书链。' },
    description: 'PEM certificate to authenticate with',
    isSecret: true,
    isRare: true,
    maxLength: 32_768,
  },
  {
    name: 'clientKey',
    type: 'block',
    label: { en: 'Key of the certificate', zh: '证书私钥' },
    help: { en: 'PEM, without a passphrase. Kept secret.', zh: 'PEM，不带口令，会保密。' },
    description: 'PEM key of the certificate',
    isSecret: true,
    isRare: true,
    maxLength: 32_768,
  },
  {
    name: 'ca',
    type: 'block',
    label: { en: 'Certificates to trust', zh: '信任的证书' },
    help: { en: 'PEM. Empty: those that everybody trusts.', zh: 'PEM。留空则使用公共信任的证书。' },
    description: 'PEM certificates to trust',
    isRare: true,
    maxLength: 65_536,
  },
];

/** The settings of a webhook, in the order of the form. */
export const WEBHOOK_FIELDS: readonly KindField[] = [
  ...ORIGIN,
  FORMAT,
  ...HEADERS,
  MAX_BYTES,
  ...TLS,
];
