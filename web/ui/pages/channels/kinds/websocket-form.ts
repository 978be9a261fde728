import { IconDeviceDesktop } from '@tabler/icons-react';
import type { KindForm } from './kind-form.ts';

export const websocketForm: KindForm = {
  kind: 'websocket',
  icon: IconDeviceDesktop,
  hasTexts: false,
  fields: [],
  input: (common) => ({ kind: 'websocket', ...common }),
};
