import {
  IconBell,
  IconBellOff,
  IconDatabaseImport,
  IconFileText,
  IconFlame,
  IconHome,
  IconLayoutDashboard,
  IconRulerMeasure,
  IconSend,
  IconSettings,
  IconShieldSearch,
  IconTimeline,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Permission } from '../../../platform/tenancy/roles.ts';

/** One page of an area that has several, above each of them and in the palette. */
export interface AreaPart {
  readonly name:
    | 'rules'
    | 'systemRules'
    | 'policies'
    | 'routes'
    | 'inhibitions'
    | 'heartbeats'
    | 'eventRules'
    | 'templates'
    | 'overview'
    | 'monitors'
    | 'flows'
    | 'agents'
    | 'incidents'
    | 'analytics'
    | 'explore'
    | 'ranking'
    | 'dashboards'
    | 'reports'
    | 'tenant'
    | 'members'
    | 'tokens'
    | 'grafana';
  readonly path: string;
  /** Shown to those only who hold it over the platform. */
  readonly needsOfPlatform?: Permission;
}

/** One entry of the left rail and of the palette. */
export interface Area {
  readonly name:
    | 'home'
    | 'incidents'
    | 'explore'
    | 'dashboards'
    | 'logs'
    | 'events'
    | 'audit'
    | 'rules'
    | 'silences'
    | 'channels'
    | 'collection'
    | 'administration';
  readonly path: string;
  readonly icon: ComponentType<{ readonly size?: number; readonly stroke?: number }>;
  /** Shown to those only who hold it in the scope, or somewhere below. */
  readonly needs?: Permission;
  /** In the bar of a phone; the others are behind its last entry. */
  readonly isFirst?: true;
  readonly parts?: readonly AreaPart[];
}

const RULES: readonly AreaPart[] = [
  { name: 'rules', path: '/rules' },
  { name: 'systemRules', path: '/rules/system' },
  { name: 'policies', path: '/policies' },
  { name: 'routes', path: '/routes' },
  { name: 'inhibitions', path: '/inhibitions' },
  { name: 'heartbeats', path: '/heartbeats' },
  { name: 'eventRules', path: '/event-rules' },
  { name: 'templates', path: '/rules/templates' },
];

const COLLECTION: readonly AreaPart[] = [
  { name: 'overview', path: '/collection' },
  { name: 'monitors', path: '/monitors' },
  { name: 'flows', path: '/collection/flows' },
  { name: 'agents', path: '/collection/agents', needsOfPlatform: 'clusters:read' },
];

const INCIDENTS: readonly AreaPart[] = [
  { name: 'incidents', path: '/incidents' },
  { name: 'analytics', path: '/incidents/analytics' },
];

const EXPLORE: readonly AreaPart[] = [
  { name: 'explore', path: '/explore' },
  { name: 'ranking', path: '/ranking' },
];

const DASHBOARDS: readonly AreaPart[] = [
  { name: 'dashboards', path: '/dashboards' },
  { name: 'reports', path: '/reports' },
];

const ADMINISTRATION: readonly AreaPart[] = [
  { name: 'tenant', path: '/administration' },
  { name: 'members', path: '/administration/members' },
  { name: 'tokens', path: '/administration/tokens' },
  { name: 'grafana', path: '/administration/grafana' },
];

const AREAS: readonly Area[] = [
  { name: 'home', path: '/', icon: IconHome, isFirst: true },
  { name: 'incidents', path: '/incidents', icon: IconFlame, isFirst: true, parts: INCIDENTS },
  { name: 'explore', path: '/explore', icon: IconTimeline, isFirst: true, parts: EXPLORE },
  { name: 'dashboards', path: '/dashboards', icon: IconLayoutDashboard, parts: DASHBOARDS },
  { name: 'logs', path: '/logs', icon: IconFileText },
  { name: 'events', path: '/events', icon: IconBell },
  { name: 'audit', path: '/audit', icon: IconShieldSearch, needs: 'audit:read' },
  { name: 'rules', path: '/rules', icon: IconRulerMeasure, isFirst: true, parts: RULES },
  { name: 'silences', path: '/silences', icon: IconBellOff, needs: 'silences:read' },
  { name: 'channels', path: '/channels', icon: IconSend },
  { name: 'collection', path: '/collection', icon: IconDatabaseImport, parts: COLLECTION },
  {
    name: 'administration',
    path: '/administration',
    icon: IconSettings,
    needs: 'tokens:write',
    parts: ADMINISTRATION,
  },
];

/** The areas for somebody with these permissions, in the order of the rail. */
export function areasFor(permissions: readonly string[]): readonly Area[] {
  return AREAS.filter(({ needs }) => needs === undefined || permissions.includes(needs));
}

/** The pages of an area that has several, in order. */
export function partsOf(area: keyof typeof PARTS): readonly AreaPart[] {
  return PARTS[area];
}

const PARTS = {
  rules: RULES,
  collection: COLLECTION,
  incidents: INCIDENTS,
  explore: EXPLORE,
  dashboards: DASHBOARDS,
  administration: ADMINISTRATION,
} as const;

/** Whether the page at this path belongs to the area. */
export function isWithin({ path, parts = [] }: Area, pathname: string): boolean {
  if (path === '/') return pathname === '/';
  return [path, ...parts.map((part) => part.path)].some(
    (own) => pathname === own || pathname.startsWith(`${own}/`),
  );
}
