import {
  IconDatabaseImport,
  IconFileText,
  IconFlame,
  IconHome,
  IconRulerMeasure,
  IconSend,
  IconTimeline,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

/** One entry of the left rail and of the palette. */
export interface Area {
  readonly name: 'home' | 'incidents' | 'explore' | 'logs' | 'rules' | 'channels' | 'collection';
  readonly path: string;
  readonly icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>;
}

/** The areas that exist, in the order of the rail. */
export const AREAS: readonly Area[] = [
  { name: 'home', path: '/', icon: IconHome },
  { name: 'incidents', path: '/incidents', icon: IconFlame },
  { name: 'explore', path: '/explore', icon: IconTimeline },
  { name: 'logs', path: '/logs', icon: IconFileText },
  { name: 'rules', path: '/rules', icon: IconRulerMeasure },
  { name: 'channels', path: '/channels', icon: IconSend },
  { name: 'collection', path: '/collection', icon: IconDatabaseImport },
];
