"""Why the system refuses a file, in Chinese; in English it says so itself."""

from __future__ import annotations

import errno

CAUSES = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "文件过大",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "上级不是文件夹",
    errno.EISDIR: "是文件夹",
    errno.ENAMETOOLONG: "名称过长",
    errno.EIO: "读写错误",
}


def cause_zh(error: OSError) -> str:
    """Why the system refused, in Chinese where that is known."""
    stated = error.strerror or str(error)
    return CAUSES.get(error.errno or 0, stated)
