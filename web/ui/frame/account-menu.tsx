import { ActionIcon, Menu, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconBellCog, IconKey, IconLogout, IconUser } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { errorWords } from '../api/error-words.ts';
import { useServices } from '../app/services.ts';
import { SESSION_KEY, useSession } from '../app/session.ts';
import { PasswordForm } from '../pages/sign-in/password-form.tsx';
import { PlaceContext, useGo, useLinkTo } from '../scope/use-place.ts';

export function AccountMenu() {
  const { t } = useTranslation();
  const { user } = useSession();
  const signOut = useSignOut();
  // Nobody without a role is anywhere; they can only leave.
  const hasPlace = useContext(PlaceContext) !== undefined;
  const [isOpen, { open, close }] = useDisclosure();
  const done = () => {
    close();
    notifications.show({ message: t('signIn.changed') });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('frame.account.label', { name: user.name })}
          >
            <IconUser size={18} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{user.displayName === '' ? user.name : user.displayName}</Menu.Label>
          {hasPlace && <NotificationsItem />}
          <Menu.Item leftSection={<IconKey size={15} />} onClick={open}>
            {t('frame.account.changePassword')}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>
            {t('frame.account.signOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={isOpen} onClose={close} title={t('signIn.changeTitle')}>
        <PasswordForm onDone={done} onCancel={close} />
      </Modal>
    </>
  );
}

function NotificationsItem() {
  const { t } = useTranslation();
  const go = useGo();
  const linkTo = useLinkTo();
  return (
    <Menu.Item leftSection={<IconBellCog size={15} />} onClick={() => go(linkTo('/notifications'))}>
      {t('frame.account.notifications')}
    </Menu.Item>
  );
}

function useSignOut(): () => Promise<void> {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  return async () => {
    try {
      await call('session.signOut', {});
      queryClient.setQueryData(SESSION_KEY, null);
    } catch (error) {
      const { title, detail } = errorWords(error, t);
      notifications.show({ color: 'danger', title, message: detail });
    }
  };
}
