"""What each control is called and how it is repaired, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Words:
    """One control for people: what holds when it passes, and what to do when it does not."""

    title_ja: str
    title_en: str
    repair_ja: str
    repair_en: str


WORDS: Final[Mapping[str, Words]] = {
    "base_url": Words(
        "サイトのアドレスは https で始まる",
        "The site's address begins with https",
        "PANEL_BASE_URL に https:// で始まる公開アドレスを設定し、TLS を受けるプロキシを前に置きます。",
        "Set PANEL_BASE_URL to the public address with https://, and put a proxy that speaks TLS in front.",
    ),
    "trusted_hosts": Words(
        "応答するホスト名は自サイトのものだけである",
        "The site answers to its own host name only",
        "PANEL_TRUSTED_HOSTS を外すか、PANEL_BASE_URL と同じホスト名を書きます。* や . で始まる名前は使えません。",
        "Remove PANEL_TRUSTED_HOSTS or name the host of PANEL_BASE_URL there; no pattern with * or a leading dot.",
    ),
    "cookies": Words(
        "クッキーは __Host-、Secure、HttpOnly、SameSite=Strict である",
        "The cookie is __Host-, Secure, HttpOnly and SameSite=Strict",
        "PANEL_BASE_URL を https:// にします。ほかに設定する箇所はありません。",
        "Set PANEL_BASE_URL to https://; there is nothing else to set.",
    ),
    "debug": Words(
        "デバッグ機能は切れている",
        "Debugging is off",
        "環境変数 FLASK_DEBUG を消して起動し直します。",
        "Remove FLASK_DEBUG from the environment and start again.",
    ),
    "mail": Words(
        "メールを暗号化して送れる",
        "Mail can be sent, and not in the clear",
        "PANEL_MAIL_HOST（必要なら PANEL_MAIL_USER と PANEL_MAIL_PASSWORD_FILE）を設定し、"
        "STARTTLS を切らないでください。",
        "Set PANEL_MAIL_HOST (and PANEL_MAIL_USER, PANEL_MAIL_PASSWORD_FILE if asked for), and leave STARTTLS on.",
    ),
    "second_factor": Words(
        "役職者は二段階認証でログインする",
        "Whoever holds an office signs in with two factors",
        "PANEL_SECOND_FACTOR を officers または everybody にします。",
        "Set PANEL_SECOND_FACTOR to officers or everybody.",
    ),
    "proxies": Words(
        "信頼するプロキシの数は実際の数である",
        "As many proxies are believed as stand in front",
        "PANEL_PROXIES に、前にあるプロキシの数（通常は 1）を設定します。",
        "Set PANEL_PROXIES to the number of proxies in front, usually 1.",
    ),
    "environment": Words(
        "秘密は環境変数に入っていない",
        "No secret comes from the environment",
        "所有者だけが読めるファイルに移し、名前に _FILE を付けた変数でその場所を示します。"
        "データベースのパスワードは PGPASSFILE に置きます。",
        "Move it into a file that only its owner can read, and name the file in the variable with _FILE added;"
        " the password of a database belongs into PGPASSFILE.",
    ),
    "keys": Words(
        "鍵ファイルがあり、所有者だけが読める",
        "The key files are there, and only their owner can read them",
        "鍵ファイルを 0400、そのフォルダーを 0700 にします。見当たらないときは保管した控えから戻します。",
        "Give the key files mode 0400 and their folder 0700; if they are missing, put back the copy that was kept.",
    ),
    "keys_apart": Words(
        "鍵とバックアップは別の場所にある",
        "Keys and backups are kept apart",
        "鍵をバックアップの中から消し、別の人が別の場所に保管します。",
        "Remove the keys from among the backups; another person keeps them in another place.",
    ),
    "instance": Words(
        "サイトのフォルダーは所有者だけが開ける",
        "The site's folder is open to its owner only",
        "フォルダーを 0700、データベースのファイルを 0600 にします。",
        "Give the folder mode 0700 and the file of the database 0600.",
    ),
    "disk": Words(
        "ディスクに 1 GB 以上の空きがある",
        "At least 1 GB of disk is free",
        "不要なファイルや古いバックアップを移し、ディスクを増やします。",
        "Move old backups and what is not needed elsewhere, or add disk.",
    ),
    "database": Words(
        "データベースは保存を確かめてから応答する",
        "The database answers only after what it keeps is safe",
        "表に出ている設定を元に戻します。SQLite は foreign_keys=ON と synchronous=FULL、"
        "PostgreSQL は fsync、full_page_writes、synchronous_commit を on にします。",
        "Put back the settings shown: foreign_keys=ON and synchronous=FULL on SQLite;"
        " fsync, full_page_writes and synchronous_commit on for PostgreSQL.",
    ),
    "schema": Words(
        "データベースの構造はこの版のものである",
        "The database has the structure of this release",
        "`panel init` を実行します。",
        "Run `panel init`.",
    ),
    "append_only": Words(
        "記録は追記のみで、書き換えられない",
        "Events can be added, and neither changed nor deleted",
        "`panel init` で構造を戻します。PostgreSQL では、表の所有者と別の役割で接続します（docs/security.md）。",
        "Put the structure back with `panel init`; on PostgreSQL, connect as a role that does not own the tables"
        " (docs/security.md).",
    ),
    "ledger": Words(
        "記録の連鎖は途切れていない",
        "The ledger is whole",
        "サイトを止め、`panel verify` で最初に合わない行を確かめ、控えと突き合わせます。上書きはしないでください。",
        "Stop the site, see with `panel verify` where it first breaks, and compare with a copy. Overwrite nothing.",
    ),
    "checkpoint": Words(
        "記録の控え（チェックポイント）は 1 日以内のものである",
        "Every event older than a day is under a checkpoint",
        "`panel checkpoint` を 1 時間ごとに実行します。",
        "Run `panel checkpoint` every hour.",
    ),
    "backup": Words(
        "バックアップは 1 日以内のものである",
        "There is a backup of the last day",
        "`panel backup` を毎日実行します。",
        "Run `panel backup` every day.",
    ),
    "clock": Words(
        "時計は合っている",
        "The clock is right",
        "サーバーの時刻同期（NTP）を直します。",
        "Repair the server's time synchronisation (NTP).",
    ),
    "example": Words(
        "公開パスワードの例示アカウントはない",
        "There is no account of the example, whose password is public",
        "例示のデータベースは本番に使わず、空のサイトから始めます。",
        "Do not use the database of the example for real work; begin with an empty site.",
    ),
    "versions": Words(
        "ライブラリーは必要な版以上である",
        "The libraries are recent enough",
        "`make setup` で固定版を入れ直します。",
        "Install the locked versions again with `make setup`.",
    ),
    "advisories": Words(
        "重大な脆弱性の知られた版を使っていない",
        "No installed version has a grave advisory",
        "docs/dependencies.md に従い、固定版を上げて `make setup` を実行します。",
        "Raise the lock as docs/dependencies.md says, and run `make setup`.",
    ),
}
