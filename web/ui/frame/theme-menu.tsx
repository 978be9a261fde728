import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconMoon, IconSun, IconSunMoon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const THEMES = { light: IconSun, dark: IconMoon, auto: IconSunMoon } as const;
const NAMES = ['light', 'dark', 'auto'] as const;

export function ThemeMenu() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = THEMES[colorScheme];
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('frame.theme.label')}>
          <Current size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {NAMES.map((name) => {
          const Icon = THEMES[name];
          return (
            <Menu.Item
              key={name}
              leftSection={<Icon size={15} />}
              rightSection={colorScheme === name ? <IconCheck size={14} /> : null}
              onClick={() => setColorScheme(name)}
            >
              {t(`frame.theme.${name}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
