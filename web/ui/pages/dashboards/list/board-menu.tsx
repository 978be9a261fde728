import { ActionIcon, Menu, Modal } from '@mantine/core';
import {
  IconBraces,
  IconCopy,
  IconDots,
  IconDownload,
  IconHistory,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { DashboardSummary } from '../../../../contract/dashboards.ts';
import { useSession } from '../../../app/session.ts';
import { Confirmation } from '../../../forms/confirmation.tsx';
import { useLinkTo } from '../../../scope/use-place.ts';
import { CopyBoard } from './copy-board.tsx';
import { useBoardActs } from './use-board-acts.tsx';

interface MenuProps {
  readonly uid: string;
  readonly title: string;
  /** Undefined for one that comes with tocsin. */
  readonly own: DashboardSummary | undefined;
  /** Shows the JSON, where there is a place for it. */
  readonly onJson?: () => void;
  /** After it was deleted. */
  readonly onGone?: () => void;
}

/** What can be done with a dashboard. */
export function BoardMenu({ uid, title, own, onJson, onGone }: MenuProps) {
  const { t } = useTranslation();
  const { remove } = useBoardActs();
  const [asking, setAsking] = useState<'copy' | 'delete'>();
  const close = () => setAsking(undefined);
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            aria-label={t('boards.menu.label', { title })}
          >
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Items uid={uid} title={title} own={own} onJson={onJson} onAsk={setAsking} />
        </Menu.Dropdown>
      </Menu>
      {asking === 'copy' && <CopyBoard uid={uid} title={title} own={own} onClose={close} />}
      {asking === 'delete' && own !== undefined && (
        <Modal opened onClose={close} title={t('boards.deleteTitle', { title })}>
          <Confirmation
            confirm={t('boards.menu.delete')}
            isDestructive
            isBlocked={false}
            run={async () => {
              await remove(own);
              close();
              onGone?.();
            }}
            onCancel={close}
          >
            <p>{t('boards.deleteText')}</p>
          </Confirmation>
        </Modal>
      )}
    </>
  );
}

interface ItemsProps extends Pick<MenuProps, 'uid' | 'title' | 'own'> {
  readonly onJson: (() => void) | undefined;
  readonly onAsk: (question: 'copy' | 'delete') => void;
}

function Items({ uid, title, own, onJson, onAsk }: ItemsProps) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const { save } = useBoardActs();
  const mayMake = scopes.some(({ permissions }) => permissions.includes('dashboards:write'));
  return (
    <>
      {own?.mayWrite === true && (
        <Menu.Item
          component={Link}
          to={linkTo(`/dashboards/${uid}/edit`)}
          leftSection={<IconPencil size={15} />}
        >
          {t('boards.menu.edit')}
        </Menu.Item>
      )}
      {onJson !== undefined && (
        <Menu.Item leftSection={<IconBraces size={15} />} onClick={onJson}>
          {t('boards.menu.json')}
        </Menu.Item>
      )}
      {own !== undefined && (
        <Menu.Item
          component={Link}
          to={linkTo(`/dashboards/${uid}/versions`, { id: own.id })}
          leftSection={<IconHistory size={15} />}
        >
          {t('boards.menu.versions')}
        </Menu.Item>
      )}
      {mayMake && (
        <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => onAsk('copy')}>
          {own === undefined ? t('boards.menu.keep') : t('boards.menu.copy')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconDownload size={15} />} onClick={() => void save(uid, title)}>
        {t('boards.menu.export')}
      </Menu.Item>
      {own?.mayWrite === true && (
        <Menu.Item
          color="danger"
          leftSection={<IconTrash size={15} />}
          onClick={() => onAsk('delete')}
        >
          {t('boards.menu.delete')}
        </Menu.Item>
      )}
    </>
  );
}
