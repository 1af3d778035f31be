"""What the log says was done, by the words that stand in it."""

from __future__ import annotations

from collections.abc import Mapping

from huilao import Text

ACTIONS: Mapping[str, Text] = {
    "decided": Text("存档", "kept a decision"),
    "read": Text("看存档", "read a decision"),
    "searched": Text("查找存档", "looked for decisions"),
    "rechecked": Text("复核存档", "rechecked a decision"),
    "erased": Text("删除个人信息", "erased facts"),
    "erased_by_rule": Text("到期删除个人信息", "erased facts that were due"),
    "signed_in": Text("登录", "signed in"),
    "signed_out": Text("退出", "signed out"),
    "signed_out_elsewhere": Text("退出别处的登录", "signed out elsewhere"),
    "sign_in_refused": Text("登录没有成功", "could not sign in"),
    "password_changed": Text("改自己的密码", "changed their password"),
    "account_made": Text("新建账号", "made an account"),
    "account_changed": Text("更改账号", "changed an account"),
    "key_made": Text("新建密钥", "made a key"),
    "key_replaced": Text("更换密钥", "replaced a key"),
    "key_revoked": Text("吊销密钥", "revoked a key"),
    "log_exported": Text("导出日志", "saved the log as a file"),
    "draft_made": Text("新建草稿", "made a draft"),
    "draft_renamed": Text("改草稿名称", "renamed a draft"),
    "draft_edited": Text("修改草稿", "edited a draft"),
    "draft_caught_up": Text("草稿跟上新版本", "brought a draft up to date"),
    "draft_checked": Text("检查草稿", "checked a draft"),
    "draft_submitted": Text("提交草稿", "submitted a draft"),
    "draft_withdrawn": Text("撤回草稿", "withdrew a draft"),
    "draft_reopened": Text("重开草稿", "reopened a draft"),
    "draft_rejected": Text("退回草稿", "rejected a draft"),
    "draft_approved": Text("批准草稿", "approved a draft"),
    "published": Text("发布规则库", "published a rule book"),
    "rolled_back": Text("换回从前的规则库", "went back to an earlier rule book"),
    "started": Text("从文件夹起用规则库", "began with the rule book of the folder"),
    "served": Text("规则库起用", "a rule book came into service"),
    "publication_withdrawn": Text("撤回发布", "withdrew a publication"),
    "publication_failed": Text("发布没有成功", "a publication failed"),
    "register_uploaded": Text("上传登记表", "sent in a register"),
    "register_read_again": Text("重读登记表", "had a register read again"),
    "mapping_put": Text("核对登记表各栏", "said what the columns are"),
    "screening_started": Text("开始筛查", "began a screening"),
    "screening_stopped": Text("停止筛查", "stopped a screening"),
    "screening_done": Text("筛查完成", "a screening was done"),
    "screening_failed": Text("筛查没有成功", "a screening failed"),
    "screening_cancelled": Text("筛查已取消", "a screening was called off"),
    "screening_erased": Text("删除登记表", "erased a register"),
    "results_fetched": Text("取走筛查结果", "fetched results"),
    "rows_mended": Text("交回更正的行", "sent in mended rows"),
    "people_counted": Text("按登记表数人数", "counted people of a register"),
    "webhook_made": Text("新设通知", "made a webhook"),
    "webhook_removed": Text("撤销通知", "removed a webhook"),
    "webhook_stopped": Text("通知停发", "a webhook was stopped"),
}
"""What the log says was done, in the words of its readers."""
