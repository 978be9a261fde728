import { expect, it } from 'vitest';
import { exampleNotification } from '../notify/example-notification.ts';
import { outgoingMessage } from './outgoing-message.ts';

it('leads whoever reads another language to pages in theirs', () => {
  const message = outgoingMessage(
    {
      sealer: { seal: (text) => text, open: (text) => text },
      timeZoneOf: () => 'UTC',
      links: {
        incident: (owner, id) => `${owner}/${id}`,
        rule: () => null,
        acts: ({ language, owner }) => ({
          acknowledge: `${owner}/ack/${language}`,
          silence: `${owner}/silence/${language}`,
        }),
      },
    },
    { id: 'D1', owner: 'acme', createdAtMs: 0 },
    { ...exampleNotification('acme', 0), status: 'firing' },
    {
      ...{ id: 'own-mail:acme', owner: 'acme', kind: 'own-mail', name: '', enabled: true },
      ...{ sendResolved: true, language: 'en', settings: {}, sealedSecrets: '' },
    },
  );
  expect(message.links.acknowledge).toBe('acme/ack/en');
  const pages = message.pagesIn?.('zh');
  expect(pages?.links.silence).toBe('acme/silence/zh');
  expect(pages?.linksOf?.(message.notification).acknowledge).toBe('acme/ack/zh');
});
