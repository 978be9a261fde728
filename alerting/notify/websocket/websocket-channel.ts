import type { SendOutcome } from '../channel-kind.ts';
import type { KindDescription, KindSending } from '../kind-description.ts';
import type { LiveHub } from '../live-hub.ts';

/** Browser notifications through the live socket. Always sent: who is not there reads the list. */
export const websocket: KindDescription = {
  name: 'websocket',
  title: { en: 'Browser', zh: '浏览器' },
  hint: {
    en: 'A notice to everyone of the tenant who has this interface open.',
    zh: '提示租户内所有打开本界面的人。',
  },
  icon: 'device-desktop',
  hasTexts: false,
  fields: [],
  target: { en: 'every open page', zh: '所有打开的页面' },
  undelegated: 'only tocsin itself can tell open pages',
  sending: { by: 'owner', create: ({ live }) => websocketSending(live) },
};

/** Through the live socket. */
export function websocketSending(hub: LiveHub): KindSending {
  return {
    check: () => ({ kind: 'valid', settings: {}, secrets: {}, target: 'browsers' }),
    send: async ({ deliveryId, channelName, notification }): Promise<SendOutcome> => {
      const clients = hub.notify({ deliveryId, channelName, notification });
      return { kind: 'sent', detail: `${clients} open ${clients === 1 ? 'page' : 'pages'}` };
    },
  };
}
