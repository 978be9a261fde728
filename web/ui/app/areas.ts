import {
  IconBell,
  IconDatabaseImport,
  IconFileText,
  IconFlame,
  IconHome,
  IconRulerMeasure,
  IconSend,
  IconShieldSearch,
  IconTimeline,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Permission } from '../../../platform/tenancy/roles.ts';

/** One entry of the left rail and of the palette. */
export interface Area {
  readonly name:
    | 'home'
    | 'incidents'
    | 'explore'
    | 'logs'
    | 'events'
    | 'audit'
    | 'rules'
    | 'channels'
    | 'collection';
  readonly path: string;
  readonly icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>;
  /** Shown to those only who hold it in the scope, or somewhere below. */
  readonly needs?: Permission;
}

const AREAS: readonly Area[] = [
  { name: 'home', path: '/', icon: IconHome },
  { name: 'incidents', path: '/incidents', icon: IconFlame },
  { name: 'explore', path: '/explore', icon: IconTimeline },
  { name: 'logs', path: '/logs', icon: IconFileText },
  { name: 'events', path: '/events', icon: IconBell },
  { name: 'audit', path: '/audit', icon: IconShieldSearch, needs: 'audit:read' },
  { name: 'rules', path: '/rules', icon: IconRulerMeasure },
  { name: 'channels', path: '/channels', icon: IconSend },
  { name: 'collection', path: '/collection', icon: IconDatabaseImport },
];

/** The areas for somebody with these permissions, in the order of the rail. */
export function areasFor(permissions: readonly string[]): readonly Area[] {
  return AREAS.filter(({ needs }) => needs === undefined || permissions.includes(needs));
}
