import type { Logger } from '@lienthong/runtime';
import express, { type RequestHandler, Router } from 'express';
import type Provider from 'oidc-provider';
import type { GatewayConfig } from '../config.ts';
import { type Cookie, readText } from '../http/cookies.ts';
import { goneOf } from '../http/gone.ts';
import { requireOwnOrigin } from '../http/own-origin.ts';
import type { KnownDevices } from './known-devices.ts';
import { signInPage } from './pages.ts';
import type { CheckPassword, PasswordCheck } from './password-check.ts';
import type { People } from './people.ts';

/** The issuer under its realm's path: the sign-in page, and everything else by the certified library. */
export function issuerRoutes(parts: {
  config: GatewayConfig;
  issuer: Provider;
  people: People;
  checkPassword: CheckPassword;
  devices: { known: KnownDevices; cookie: Cookie };
  logger: Logger;
}): Router {
  const { config, issuer, people, checkPassword, devices, logger } = parts;
  const publicUrl = new URL(config.http.publicUrl);
  const router = Router();
  const pageParts = () => ({
    siteName: config.name,
    ...(config.mode === 'demonstration' ? { demonstration: people.all() } : {}),
  });

  /** Only for the browser that began this sign-in: the library's own cookie says so. */
  const withInteraction: RequestHandler = async (request, response, next) => {
    try {
      const interaction = await issuer.interactionDetails(request, response);
      if (interaction.uid !== request.params['uid']) throw new Error('another sign-in');
    } catch {
      response.redirect(303, await goOnPath(issuer, request.params['uid']));
      return;
    }
    next();
  };

  router.use((request, response, next) => {
    // By this name the issuer speaks of itself, whatever came with the request.
    request.headers['x-forwarded-proto'] = publicUrl.protocol.slice(0, -1);
    request.headers['x-forwarded-host'] = publicUrl.host;
    request.headers['x-forwarded-for'] = request.ip ?? '';
    response.set('cache-control', 'no-store');
    next();
  });

  router.get('/sign-in/:uid', withInteraction, (request, response) => {
    response.send(signInPage({ ...pageParts(), action: request.originalUrl.split('?')[0] ?? '' }));
  });

  router.post(
    '/sign-in/:uid',
    requireOwnOrigin(config),
    withInteraction,
    express.urlencoded({ extended: false, limit: '8kb' }),
    async (request, response) => {
      const fields = (request.body ?? {}) as Record<string, unknown>;
      const username = textOf(fields['username']);
      const remembered = readText(request, devices.cookie.name);
      const subject = people.findByUsername(username)?.subject;
      const check = await checkPassword({
        username,
        password: textOf(fields['password']),
        address: request.ip ?? '',
        device: subject === undefined ? undefined : devices.known.find(remembered, subject),
        gone: goneOf(response),
      });
      if (check.result === 'right') {
        const { subject } = check.known;
        response.cookie(
          devices.cookie.name,
          devices.known.remember(remembered, subject),
          devices.cookie.options,
        );
        const login = { accountId: subject, remember: false, amr: ['pwd'] };
        await issuer.interactionFinished(request, response, { login });
        return;
      }
      logger.info({ result: check.result }, 'a sign-in was refused');
      if (check.result === 'wait') response.set('retry-after', String(check.seconds));
      response.status(check.result === 'wait' ? 429 : 401).send(
        signInPage({
          ...pageParts(),
          action: request.originalUrl.split('?')[0] ?? '',
          username,
          problem: problemOf(check),
        }),
      );
    },
  );

  const handle = issuer.callback();
  router.use((request, response) => handle(request, response));
  return router;
}

/** A sign-in page that is over, or another tab's: the gateway knows whether somebody is signed in by now, and where they wanted to go. */
async function goOnPath(issuer: Provider, uid: unknown): Promise<string> {
  const interaction = await issuer.Interaction.find(String(uid)).catch(() => undefined);
  const { state } = interaction?.params ?? {};
  return typeof state === 'string' ? `/auth/go-on?state=${encodeURIComponent(state)}` : '/auth/go-on';
}

function problemOf(check: Exclude<PasswordCheck, { result: 'right' }>): { title: string; advice: string } {
  switch (check.result) {
    case 'wrong':
      return {
        title: 'Tên đăng nhập hoặc mật khẩu chưa đúng.',
        advice: 'Kiểm tra phím Caps Lock và bộ gõ tiếng Việt (nên tắt khi nhập mật khẩu), rồi thử lại.',
      };
    case 'wait':
      return {
        title: 'Đã nhập sai nhiều lần.',
        advice: `Để bảo vệ tài khoản, vui lòng đợi ${waitInWords(check.seconds)} rồi thử lại, hoặc liên hệ người quản trị.`,
      };
    default:
      return check satisfies never;
  }
}

function waitInWords(seconds: number): string {
  return seconds < 90 ? `${seconds} giây` : `${Math.ceil(seconds / 60)} phút`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : '';
}
