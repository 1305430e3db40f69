#include "password_ask.h"

#include "lang.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* A line without its end, byte by byte: stdio would keep a copy. */
static int read_line(char ret[PASSWORD_BYTES + 2], struct err *e)
{
    size_t len = 0;
    char c;
    ssize_t n;
    while ((n = read(STDIN_FILENO, &c, 1)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_io(e, errno, "stdin");
        if (c == '\n')
            break;
        if (c == '\0')
            return err_set(e, E_INVALID, "密码不能含控制字符",
                           "a password holds no control characters");
        if (len > PASSWORD_BYTES)
            return err_set(e, E_INVALID, "密码过长，至多 %d 字节",
                           "a password has at most %d bytes", PASSWORD_BYTES);
        ret[len++] = c;
    }
    if (len && ret[len - 1] == '\r')
        len--;
    ret[len] = '\0';
    return 0;
}

static int ask(const char *prompt, char ret[PASSWORD_BYTES + 2], struct err *e)
{
    struct termios was, quiet;
    int r;
    if (tcgetattr(STDIN_FILENO, &was) < 0)
        return err_io(e, errno, "tcgetattr");
    quiet = was;
    /* Without signals, so that none leaves the terminal without echo: Ctrl-C is a character then,
     * which no password may have. */
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    fputs(prompt, stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    r = read_line(ret, e);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
    fputc('\n', stderr);
    return r;
}

int password_ask(char ret[PASSWORD_BYTES + 2], struct err *e)
{
    char again[PASSWORD_BYTES + 2] = "";
    int r;
    if (!isatty(STDIN_FILENO))
        return read_line(ret, e);
    if ((r = ask(tr("密码：", "Password: "), ret, e)) >= 0 && !strchr(ret, 3) &&
        (r = ask(tr("再输一次：", "Once more: "), again, e)) >= 0 && strcmp(ret, again) != 0)
        r = err_set(e, E_INVALID, "两次输入的密码不一致，请重来", "the two differ; try again");
    explicit_bzero(again, sizeof again);
    return r;
}
