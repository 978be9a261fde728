import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBellOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Incident } from '../../contract/incidents.ts';
import { errorWords } from '../api/error-words.ts';
import { ownerKey } from '../api/queries.ts';
import { useServices } from '../app/services.ts';
import { useSession } from '../app/session.ts';
import { may } from '../scope/permissions.ts';
import { useLinkTo } from '../scope/use-place.ts';
import { nowMs } from '../time/now.ts';

const HOUR_MS = 3_600_000;
const LENGTHS = { hour: 1, day: 24, week: 168 } as const;

/** Silences the alert of an incident by one click, or opens the form with its labels. */
export function SilenceMenu({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { scopes } = useSession();
  const queryClient = useQueryClient();
  const linkTo = useLinkTo();
  const { id, owner, labels } = incident;
  const place = placeOf(incident);
  if (incident.status !== 'firing' || !may(scopes, place, 'silences:write')) return null;
  const blacklist = async (lengthMs: number | null) => {
    const endsAt = lengthMs === null ? null : new Date(nowMs() + lengthMs).toISOString();
    try {
      await call('silences.blacklist', { params: { owner }, body: { incidentId: id, endsAt } });
      notifications.show({ message: t('silences.menu.done') });
      void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    } catch (fault) {
      const { title, detail } = errorWords(fault, t);
      notifications.show({ color: 'danger', title, message: detail });
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconBellOff size={14} />}>
          {t('silences.menu.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('silences.menu.label')}</Menu.Label>
        {Object.entries(LENGTHS).map(([length, hours]) => (
          <Menu.Item key={length} onClick={() => void blacklist(hours * HOUR_MS)}>
            {t(`silences.menu.${length as keyof typeof LENGTHS}`)}
          </Menu.Item>
        ))}
        <Menu.Item onClick={() => void blacklist(null)}>{t('silences.menu.forever')}</Menu.Item>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          to={linkTo('/silences/new', { place, labels: JSON.stringify(labels) })}
        >
          {t('silences.menu.more')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function placeOf({ owner, project, environment }: Incident): string {
  return [owner, project, environment].filter((part) => part !== null).join('.');
}
