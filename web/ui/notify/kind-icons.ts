import {
  IconBell,
  IconBrandDingtalk,
  IconBrandDiscord,
  IconBrandSlack,
  IconBrandTeams,
  IconBrandTelegram,
  IconBrandWechat,
  IconBrandWhatsapp,
  IconDeviceDesktop,
  IconFeather,
  IconMail,
  IconMessage,
  IconPhone,
  IconSend,
  IconUrgent,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

type Icon = ComponentType<{ readonly size?: number; readonly stroke?: number }>;

/** Pictures that a kind of channel may name. */
const ICONS: ReadonlyMap<string, Icon> = new Map<string, Icon>([
  ['bell', IconBell],
  ['brand-dingtalk', IconBrandDingtalk],
  ['brand-discord', IconBrandDiscord],
  ['brand-slack', IconBrandSlack],
  ['brand-teams', IconBrandTeams],
  ['brand-telegram', IconBrandTelegram],
  ['brand-wechat', IconBrandWechat],
  ['brand-whatsapp', IconBrandWhatsapp],
  ['device-desktop', IconDeviceDesktop],
  ['feather', IconFeather],
  ['mail', IconMail],
  ['message', IconMessage],
  ['phone', IconPhone],
  ['urgent', IconUrgent],
  ['users-group', IconUsersGroup],
  ['webhook', IconWebhook],
]);

/** A plain one for a name that is not known. */
export function kindIcon(name: string): Icon {
  return ICONS.get(name) ?? IconSend;
}
