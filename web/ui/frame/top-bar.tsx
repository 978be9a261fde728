import { AccountMenu } from './account-menu.tsx';
import classes from './frame.module.css';
import { HelpMenu } from './help-menu.tsx';
import { InboxBell } from './inbox-bell.tsx';
import { LanguageMenu } from './language-menu.tsx';
import { LiveDot } from './live-dot.tsx';
import { Palette } from './palette.tsx';
import { ScopeSwitcher } from './scope-switcher.tsx';
import { ThemeMenu } from './theme-menu.tsx';

/** What is the same on every page: where one is, how to get elsewhere, and one's own settings. */
export function TopBar() {
  return (
    <header className={classes.top}>
      <ScopeSwitcher />
      <div className={classes.topGap} />
      <Palette />
      <LiveDot />
      <InboxBell />
      <HelpMenu />
      <LanguageMenu />
      <ThemeMenu />
      <AccountMenu />
    </header>
  );
}
