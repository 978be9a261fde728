import { Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DashboardSummary } from '../../../../contract/dashboards.ts';
import { ownerKey } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { Confirmation } from '../../../forms/confirmation.tsx';
import { useGo, useLinkTo, usePlace } from '../../../scope/use-place.ts';
import { type BoardPlace, PlaceFields, useFirstPlace } from './place-fields.tsx';

/** Makes an own dashboard like another one, or like one that comes with tocsin. */
export function CopyBoard({
  uid,
  title,
  own,
  onClose,
}: {
  readonly uid: string;
  readonly title: string;
  readonly own: DashboardSummary | undefined;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const first = useFirstPlace();
  const [place, setPlace] = useState<BoardPlace>({ ...first, folder: own?.folder ?? '' });
  const [name, setName] = useState(own === undefined ? title : t('boards.copyOf', { title }));
  const copy = useCopy(uid, own);
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        own === undefined ? t('boards.keepTitle', { title }) : t('boards.copyTitle', { title })
      }
    >
      <Confirmation
        confirm={t('boards.makeCopy')}
        isDestructive={false}
        isBlocked={name.trim() === '' || place.scope === ''}
        run={async () => {
          await copy(place, name.trim());
          onClose();
        }}
        onCancel={onClose}
      >
        {own === undefined && <p className="dimmed">{t('boards.keepText')}</p>}
        <TextInput
          label={t('boards.field.title')}
          value={name}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PlaceFields place={place} onChange={setPlace} />
      </Confirmation>
    </Modal>
  );
}

/** Makes the copy and shows it. */
function useCopy(uid: string, own: DashboardSummary | undefined) {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const go = useGo();
  const linkTo = useLinkTo();
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return async (place: BoardPlace, title: string) => {
    const from =
      own === undefined
        ? ({ kind: 'built-in', uid, language } as const)
        : ({ kind: 'dashboard', id: own.id } as const);
    const made = await call('dashboards.copy', {
      params: { owner },
      body: { from, ...place, title },
    });
    notifications.show({ message: t('boards.copied', { title: made.title }) });
    void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    go(linkTo(`/dashboards/${made.uid}`));
  };
}
