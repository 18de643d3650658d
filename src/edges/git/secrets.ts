// Takes credentials out of text that people will see.

const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^/\s@'"]*@/gi
const HEADER = /(authorization:\s*)(?:(?:basic|bearer|token)\s+)?[^\s'"]+/gi

/** Replaces the given secrets, passwords in addresses and authorization headers by `***`. */
export function withoutSecrets(text: string, secrets: readonly string[] = []): string {
  const named = secrets.filter((secret) => secret !== '').reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
  return named.replace(USER_INFO, '$1***@').replace(HEADER, '$1***')
}
