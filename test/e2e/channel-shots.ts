import { type Shot, seen } from './shot.ts';

/** Channels and the private addresses that they reach. */
export const CHANNEL_SHOTS: readonly Shot[] = [
  { name: 'channels', path: '/channels?scope=acme', person: 'ann', prepare: seen('Ticket system') },
  {
    name: 'channel-new',
    path: '/channels/new?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByLabel('Name').fill('bounce');
      await page.getByRole('combobox', { name: 'Addresses' }).fill('oncall@acme.example');
      await page.getByRole('combobox', { name: 'Addresses' }).press('Enter');
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText(/no such mailbox/).waitFor();
    },
  },
  {
    name: 'channel-texts-zh',
    isForLooking: true,
    path: '/channels/new?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('radio', { name: '钉钉' }).check();
      await page.getByText('自定义标题和正文').click();
      await page.getByLabel('正文', { exact: true }).fill('{{ .Broken }} broken');
      await page.getByRole('button', { name: '预览' }).click();
      await page.getByText(/模板执行失败/).waitFor();
    },
  },
  {
    name: 'channel-webhook',
    path: '/channels/new?scope=acme',
    person: 'ann',
    isForLooking: true,
    prepare: async (page) => {
      await page.getByRole('radio', { name: 'Webhook' }).check();
      await page.getByText('More settings').click();
      await page.getByLabel('Own headers').fill('nonsense');
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText('Write Name: value.').waitFor();
    },
  },
  {
    name: 'dead-letters',
    isForLooking: true,
    path: '/channels/dead-letters?scope=acme',
    person: 'ann',
    prepare: async (page) => {
      await page.getByRole('checkbox', { name: 'Choose all' }).check();
      await page.getByRole('button', { name: /^Send \d+ again$/ }).waitFor();
    },
  },
  {
    name: 'channel-suspended-zh',
    isForLooking: true,
    path: '/channels?scope=acme',
    person: 'ann',
    language: 'zh',
    prepare: async (page) => {
      await page.getByRole('link', { name: 'Old pager' }).click();
      await page.getByRole('button', { name: '恢复并发送保留的消息' }).waitFor();
    },
  },
  {
    name: 'addresses',
    path: '/channels/addresses?scope=acme',
    person: 'ann',
    prepare: seen('tickets.tools.svc'),
  },
];
