/// Chinese for words that come from elsewhere in English: the controller's refusal codes, causes of the system, demands.
///
/// What isn't known stands as it came: a wrong translation would be worse.
enum ChineseWords {
    /// What a refusal code means; nil for one that is not known.
    static func refusal(_ code: String) -> String? { refusals[code] }

    /// A cause of a failure.
    static func cause(_ text: String) -> String {
        if let known = causes[text] ?? causes[text.lowercased()] { return known }
        if text.hasPrefix("the name "), text.hasSuffix(" was not found") {
            return "找不到主机名 " + text.dropFirst("the name ".count).dropLast(" was not found".count)
        }
        for (english, chinese) in beginnings where text.hasPrefix(english) {
            return chinese + text.dropFirst(english.count)
        }
        return text
    }

    /// `1 × contact` and the like, wherever they stand in a list.
    static func demand(_ text: String) -> String {
        let words = text.components(of: " × ")
        guard words.count == 2, let role = roles[words[1]] else { return text }
        return "\(words[0]) × \(role)"
    }

    /// What something was to be: `the receipt of d-… for …`, `stdout of pc-1` and the like.
    static func thing(_ text: String) -> String {
        if let known = things[text] { return known }
        for (english, chinese) in thingBeginnings where text.hasPrefix(english) {
            return chinese + text.dropFirst(english.count)
        }
        return text
    }

    private static let things = [
        "what was signed": "所签署的内容", "the reason": "原因", "the controller's answer": "控制器的答复",
        "the controller's word on the root": "控制器所述的信任根摘要",
    ]

    private static let thingBeginnings = [
        ("a receipt for ", "此输出的回执："), ("the receipt of ", "此设备与操作的回执："), ("the enrolment of ", "此设备的登记："),
        ("a statement on ", "关于此设备的声明："), ("a report signed by the agent of ", "此设备代理签署的报告："),
        ("a report of ", "此设备的报告："), ("an enrolment file: ", "登记文件："), ("operation ", "操作 "), ("trust root ", "信任根 "),
        ("stdout of ", "标准输出，设备 "), ("stderr of ", "标准错误，设备 "),
    ]

    private static let roles = [
        "root": "信任根持有人", "technician": "技术员", "contact": "接口人", "approver": "审批人", "auditor": "审计员",
        "publisher": "发布人", "release": "版本签署人", "status": "状态签署人",
    ]

    private static let causes = [
        "there is no such file": "没有此文件", "it is empty": "文件为空", "it is no public key": "不是公钥",
        "there is none": "没有检查点", "it shows no certificate": "未出示证书", "the file can't be made": "无法建立文件",
        "the folder can't be made": "无法建立文件夹", "its CA does not have its digest": "其中的 CA 与摘要不符",
        "it exists; remove it or name another with --out": "已存在；请删除，或用 --out 另指文件",
        "it exists; remove it or name another with --statement-out": "已存在；请删除，或用 --statement-out 另指文件",
        "it is no checkpoint of the log that the trust root names": "不是信任根所指日志的检查点",
        "it is not what this version wrote; sign in again": "不是本版本写下的内容；请重新登录",
        "address or authority are not what this version wrote": "地址或 CA 不是本版本写下的内容",
        "the answer is not what this version understands": "本版本无法理解其答复",
        "the challenge is not what this version understands": "本版本无法理解其登录质询",
        "no answer within the time for connecting": "连接超时", "no answer in time": "未及时答复",
        "the controller closed the connection": "控制器关闭了连接", "the other side hung up": "对方挂断",
        "connection refused": "连接被拒绝", "connection reset by peer": "连接被对方重置", "permission denied": "权限不足",
        "no such file or directory": "没有此文件或文件夹", "is a directory": "这是文件夹", "not a directory": "不是文件夹",
        "no space left on device": "磁盘已满", "read-only file system": "文件系统只读", "host is unreachable": "主机不可达",
        "no route to host": "没有到该主机的路由", "network is unreachable": "网络不可达", "it gave no reason": "未说明原因",
    ]

    private static let beginnings = [
        ("TLS failed: ", "TLS 失败："), ("it is no trust root: ", "不是信任根："), ("it has more than ", "超过上限："),
        ("it is no device statement: ", "不是设备登记声明："),
    ]

    private static let refusals = [
        "malformed": "格式不正确", "fork": "日志分叉", "local-stop": "设备本地停止", "checkpoint": "检查点无效",
        "witness": "缺少见证", "stale": "信任根或状态已过期", "checkpoint-behind": "检查点落后", "consistency": "一致性证明无效",
        "inclusion": "未证明在日志中", "statement": "声明无效", "unsupported": "尚不支持", "tenant": "属于另一客户",
        "target": "目标不符", "root-unknown": "信任根未知", "root-behind": "信任根已有新版", "clock": "时钟不可信",
        "not-yet": "尚未生效", "expired": "已过期", "window": "不在允许的时段", "cancelled": "已取消", "denied": "已否决",
        "replay": "已提交过", "quarantined": "设备未准入或已隔离", "signature": "签名无效", "signer-unknown": "签署人不在信任根中",
        "signer-removed": "签署人已被移除", "revoked": "密钥已吊销", "rule-none": "没有规则允许", "rule-unmet": "签署人不满足规则",
        "digest": "内容与摘要不符", "parameter": "参数无效", "secret": "密文无效", "limit": "超出限制", "busy": "设备忙",
        "spool-full": "待发箱已满", "draft": "草案不符", "ended": "所有设备均已应答", "not-found": "没有此项",
        "operation-unknown": "没有此操作", "range": "超出范围", "rate": "请求过于频繁", "forbidden": "无权进行",
        "streams": "同时跟随的操作过多", "tenant-unknown": "没有此客户，或您无权查看", "too-large": "内容过大",
        "unauthenticated": "未登录", "tenant-exists": "已有此客户", "quota": "配额已用尽", "disk": "控制器磁盘已满",
        "log": "日志无法写入或已损坏", "logged": "日志中已有", "internal": "控制器内部故障", "origin": "登录地址不符",
        "nonce": "登录质询无效或已用过",
    ]
}

extension String {
    /// The parts between occurrences of a separator.
    fileprivate func components(of separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
