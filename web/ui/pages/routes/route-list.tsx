import { ActionIcon } from '@mantine/core';
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { policiesQuery } from '../../api/policy-queries.ts';
import { channelsQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import type { Form } from '../../forms/use-form.ts';
import { usePlace } from '../../scope/use-place.ts';
import {
  depthOf,
  type RouteForm,
  type RoutesForm,
  raised,
  withoutRoute,
  withRoute,
} from './route-form.ts';
import classes from './routes.module.css';

interface Props {
  readonly form: Form<RoutesForm>;
  /** Id of the route whose fields are shown. */
  readonly chosen: string;
  /** Ids of the routes that take what was tried. */
  readonly taking: ReadonlySet<string>;
  readonly isReadOnly: boolean;
  readonly onChoose: (id: string) => void;
}

/** The routes as a tree: one is chosen, others are added below it, moved and removed. */
export function RouteList({ form, chosen, taking, isReadOnly, onChoose }: Props) {
  const { t } = useTranslation();
  const { routes } = form.value;
  const set = (next: readonly RouteForm[]) => form.change({ routes: next }, '/routes');
  const add = (parent: string) => {
    const added = withRoute(routes, parent, t('routes.newName', { number: routes.length }));
    set(added.routes);
    onChoose(added.id);
  };
  return (
    <ul className={classes.tree} aria-label={t('routes.tree')}>
      {routes.map((route) => (
        <li
          key={route.id}
          className={classes.row}
          data-chosen={route.id === chosen}
          style={{ paddingInlineStart: 8 + 20 * depthOf(routes, route) }}
        >
          <button
            type="button"
            className={classes.route}
            aria-current={route.id === chosen}
            onClick={() => onChoose(route.id)}
          >
            <RouteWords route={route} isTaking={taking.has(route.id)} />
          </button>
          {!isReadOnly && (
            <>
              <RouteButton
                label={t('routes.add', { name: route.name })}
                onClick={() => add(route.id)}
              >
                <IconPlus size={15} />
              </RouteButton>
              {route.parent !== null && (
                <>
                  <RouteButton
                    label={t('routes.up', { name: route.name })}
                    onClick={() => set(raised(routes, route.id))}
                  >
                    <IconArrowUp size={15} />
                  </RouteButton>
                  <RouteButton
                    label={t('forms.remove', { what: route.name })}
                    onClick={() => set(withoutRoute(routes, route.id))}
                  >
                    <IconX size={15} />
                  </RouteButton>
                </>
              )}
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function RouteWords({
  route,
  isTaking,
}: {
  readonly route: RouteForm;
  readonly isTaking: boolean;
}) {
  const { t } = useTranslation();
  const saysRest = route.parent === null && route.name === t('routes.restName');
  return (
    <>
      <strong>{route.name}</strong>{' '}
      <span className={`${classes.words} dimmed`}>
        {saysRest ? '' : <Conditions route={route} />} → <Receivers route={route} />
      </span>
      {isTaking && <span className={classes.takes}>{t('routes.takes')}</span>}
    </>
  );
}

function RouteButton({
  label,
  onClick,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
      {children}
    </ActionIcon>
  );
}

function Conditions({ route }: { readonly route: RouteForm }) {
  const { t } = useTranslation();
  if (route.parent === null) return t('routes.rest');
  return route.matchers
    .map(({ name, operator, value }) => `${name}${operator}${JSON.stringify(value)}`)
    .join(', ');
}

function Receivers({ route: { receiver } }: { readonly route: RouteForm }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const channels = useQuery(channelsQuery(call, owner)).data ?? [];
  const policies = useQuery(policiesQuery(call, owner)).data ?? [];
  if (receiver.kind === 'channels') {
    const nameOf = (id: string) => channels.find((channel) => channel.id === id)?.name ?? id;
    return receiver.channels.map(nameOf).join(', ') || t('routes.receiver.channels');
  }
  if (receiver.kind === 'policy') {
    const policy = policies.find(({ id }) => id === receiver.policy);
    return policy?.name ?? t('routes.receiver.policy');
  }
  return t(`routes.receiver.${receiver.kind}`);
}
