/// Keys and signatures of throw-away keys over ``message``, made with OpenSSH 9.2 and Python's cryptography.
struct Fixture: Sendable {
    let line: String
    let fingerprint: String
    let signature: String

    static let message = Array("restart the print spooler on d-1\n".utf8)
    static let namespace = "operation@countersign"
    static let origin = "https://sign.acme.example"

    static let ed25519 = Fixture(
        line: """
            ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMRo0rEy+oVr/d9oIFnO79CGACbx/OTqpGxQIUMtpbq2
            """,
        fingerprint: "SHA256:6+tWQWF8KZZenJrf/X+Fwc0ay9Dnl1ToYTW9fmFYtjE",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgxGjSsTL6hWv932ggWc7v0IYAJv
            H85OqkbFAhQy2lurYAAAAVb3BlcmF0aW9uQGNvdW50ZXJzaWduAAAAAAAAAAZzaGE1MTIA
            AABTAAAAC3NzaC1lZDI1NTE5AAAAQMTHsYj3QPe4pfjogesa7xIfLlTqOvVMb3bPAFrWWk
            rYE1t+Q45KfRNy+oNEjGXJNB8fuaCdl4MqWS3CB9oEswM=
            -----END SSH SIGNATURE-----

            """
    )

    static let p256 = Fixture(
        line: """
            ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBBfcwVWs0otbAeOT/4Pp3NN3pDpU\
            3G5gSx84/7E/KGUQewwnyKYIJHzyHM1ZX1dk+/hklqgC8iiq0ax7oiOoBAA=
            """,
        fingerprint: "SHA256:8bXqmGa/rOCePnGwYpsRBjQQ2tpxDhoqwwS8etgS1Ok",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAGgAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAAhuaXN0cDI1NgAAAE
            EEF9zBVazSi1sB45P/g+nc03ekOlTcbmBLHzj/sT8oZRB7DCfIpggkfPIczVlfV2T7+GSW
            qALyKKrRrHuiI6gEAAAAABVvcGVyYXRpb25AY291bnRlcnNpZ24AAAAAAAAABnNoYTUxMg
            AAAGQAAAATZWNkc2Etc2hhMi1uaXN0cDI1NgAAAEkAAAAgBcut8p/bUtQCPaawGhVxFcVd
            Qs5LZ4V/0uobeWKXzLUAAAAhAPtDW/uvnVfgr7zNS9K3Bkugmgc/qF4a7n8c1aCt08C/
            -----END SSH SIGNATURE-----

            """
    )

    static let p384 = Fixture(
        line: """
            ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBGdIkjJ28VCQehFalW80mUPnXeb5\
            /Eq77462e2UG3fmySTxj0KrCllrVtKTf2pQEsN6CbHJ8rmcNxBulX08p9aAk9WCRIdSUcnkF7jvU2f7VxXI4fPIKpQ/h4NoonKlr\
            /A==
            """,
        fingerprint: "SHA256:Idhb1e2F9hKReGrvr6lfOVkNgfPoqSBejbpdxoJDLT4",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAIgAAAATZWNkc2Etc2hhMi1uaXN0cDM4NAAAAAhuaXN0cDM4NAAAAG
            EEZ0iSMnbxUJB6EVqVbzSZQ+dd5vn8SrvvjrZ7ZQbd+bJJPGPQqsKWWtW0pN/alASw3oJs
            cnyuZw3EG6VfTyn1oCT1YJEh1JRyeQXuO9TZ/tXFcjh88gqlD+Hg2iicqWv8AAAAFW9wZX
            JhdGlvbkBjb3VudGVyc2lnbgAAAAAAAAAGc2hhNTEyAAAAhAAAABNlY2RzYS1zaGEyLW5p
            c3RwMzg0AAAAaQAAADEAy57Es6g9gIbIcA75kmLYW2pGzutycm8JFgKzMXEtdEPAOTxZ+x
            JKqVVlUBS5DlHCAAAAMEeJUzEBhWiwOi81S6XaZlGTBmCQus7XiJnjH71eMcvXt4H80mMz
            yxAsDig+nICebQ==
            -----END SSH SIGNATURE-----

            """
    )

    static let p521 = Fixture(
        line: """
            ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAD0fgwR3hHAOSg815LlNm5EDpZW\
            RE+h5HnHfLM2Opsd8TQsutbAJBXNuPcACKZ31vimZqEpbzF5U8FbRThuRF5t+wBaoJijYaCHMV9zbToPxBPGDzbR9KJu35KEuAOv\
            +HqI9LJUZHjHHLxUAPvuQg+nGLo/UpSxnjB6BnWWtfXTjAwz6A==
            """,
        fingerprint: "SHA256:wfR9dqykvCcb0HmojRz/FrN4r+K1/ZV7GUBePgSRpa0",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAKwAAAATZWNkc2Etc2hhMi1uaXN0cDUyMQAAAAhuaXN0cDUyMQAAAI
            UEAPR+DBHeEcA5KDzXkuU2bkQOllZET6Hkecd8szY6mx3xNCy61sAkFc249wAIpnfW+KZm
            oSlvMXlTwVtFOG5EXm37AFqgmKNhoIcxX3NtOg/EE8YPNtH0om7fkoS4A6/4eoj0slRkeM
            ccvFQA++5CD6cYuj9SlLGeMHoGdZa19dOMDDPoAAAAFW9wZXJhdGlvbkBjb3VudGVyc2ln
            bgAAAAAAAAAGc2hhNTEyAAAApgAAABNlY2RzYS1zaGEyLW5pc3RwNTIxAAAAiwAAAEIBE4
            +sTOkgWMJ2B4lUFieNb8GZgSHHoanlkxlloEORwvYYoS1hgpbJGI7+FuZg9ZXWoYdqDXmF
            WOYoKOM7oyqX32MAAABBLrck6iCsFaJoXq4pomexXUJ62+5s0cqW+9UUdMTAqcF3BQIR94
            +oPlZUTC20Al7GtUvIghb9mcEedyi/+9hWyUE=
            -----END SSH SIGNATURE-----

            """
    )

    static let rsa3072 = Fixture(
        line: """
            ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQCueuE8ewIYrt3+8YSSIVQ/UY6+Tke7pjGEEf0sGWIPG//e6Nf+FPbt/o2Xti2R\
            OEhADW0hgDpf2IoEcLIFeSEbpOj/VN3qcXkZ8o9q2UoG2BNMbPOCxWjJvg1fQXNY2f87gDV5rsMQL91KkuFxnaBgMlQG7iMDsF2e\
            +7UyF09HnqxuwlEtgFVlK+O45MwMEwaiBc24LS58TwSH+LA1q64IM9OFdgevZql383yt9djIlBzAL52Ah2/2zT4ZFL11c9E4pidm\
            HHI8XL/32W28COUigv/ELwfB5mQOzFr2NsElP239xBytW8d5HhDJLjCvnWbszl1hq3/KOYZXVpv4697l6DnVUPvj871iym1S4yCp\
            CV1ITPMcJ+dVtItVIiYzvg2MamIk4KBAPWQtGEI5hE8oYny0vSkle0O2aPZ80HR9s5I4+zh6ckYQ0KrGdVtutUxoPRQPFdzw5yaT\
            OFlSu8iqAfeL4k/76cyoJ/E1eZmXuK+M99olspHB6emOL93Jq2E=
            """,
        fingerprint: "SHA256:vbu4R3njxIdYRPQh2FuaH0xmt84H+onDBixJHOFX5Kc",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAZcAAAAHc3NoLXJzYQAAAAMBAAEAAAGBAK564Tx7Ahiu3f7xhJIhVD
            9Rjr5OR7umMYQR/SwZYg8b/97o1/4U9u3+jZe2LZE4SEANbSGAOl/YigRwsgV5IRuk6P9U
            3epxeRnyj2rZSgbYE0xs84LFaMm+DV9Bc1jZ/zuANXmuwxAv3UqS4XGdoGAyVAbuIwOwXZ
            77tTIXT0eerG7CUS2AVWUr47jkzAwTBqIFzbgtLnxPBIf4sDWrrggz04V2B69mqXfzfK31
            2MiUHMAvnYCHb/bNPhkUvXVz0TimJ2Yccjxcv/fZbbwI5SKC/8QvB8HmZA7MWvY2wSU/bf
            3EHK1bx3keEMkuMK+dZuzOXWGrf8o5hldWm/jr3uXoOdVQ++PzvWLKbVLjIKkJXUhM8xwn
            51W0i1UiJjO+DYxqYiTgoEA9ZC0YQjmETyhifLS9KSV7Q7Zo9nzQdH2zkjj7OHpyRhDQqs
            Z1W261TGg9FA8V3PDnJpM4WVK7yKoB94viT/vpzKgn8TV5mZe4r4z32iWykcHp6Y4v3cmr
            YQAAABVvcGVyYXRpb25AY291bnRlcnNpZ24AAAAAAAAABnNoYTUxMgAAAZQAAAAMcnNhLX
            NoYTItNTEyAAABgJrJWRfm8m9ISJyI8sHkNw6vWOljuJp47DXwdqAfzErVu/R2KAE23Raq
            fpuCTCDS39XvvE26TiS0VEHeSUhyBeytVO9yfLwH8mDLm+SszquJFy6SRMQUaX4G/lrMKl
            Xs3acXzOF5SvbfB843WwM/5HXz/1vuIFyCH5atcl4ArzCdgwL6FUeOKyXsdNvX3WXQzPbG
            0t8BX4zMU8rHtjz3XNjLhV+ps4S1Sotvr2G02/RolSbLQtswxcGxZ5oHK0ddBPM8Y+5hZm
            4mZE1o1UF0O7tS7yyx4mKMGyPtOsX64vqTsWi+4o3CyVVXqGrY+aXE5JMMsqxTw67c1W7L
            ngDFCVd/ZMYJ4c0V5lf+rb2BUoM/lRBShP6buvtyHYrjTMM9uYjtpD+eQ3MhrsLEAJWiGw
            ZbBb6N8VWqMvQOPOjwWCx2aDxD7L8QzairNHRmdEP18bLed3jb46FJ53fnnNS8JOYz8xe4
            YwHgyyt8xdDARdOvo9i+oVgDews0/eztYl8rnQ==
            -----END SSH SIGNATURE-----

            """
    )

    static let rsa2048 = Fixture(
        line: """
            ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDXGvRs1yGEoaSLbkb+knmMh1sC4FjPmkXyQE+4gjGGarf58AnoLRzX2vmgbNS7\
            0rAlktwTlqgnPBWX4rmANajuuCT666j4lCBJu6mtkdCBwHYgo3Wn0KZ3RaPLN9FhVd5VLRNdwbxzQv+EGat0PxeDTsP7iP8/+tbA\
            0GcfjEecKJuoc0Nf0H5LodCL8ZtvwoZKcb6L72+0rdpSchaZE3PZSViyPbCIZES4HJMLAYwvQDJdXsYuxDrj3EGtLAtXb0aqe6Sr\
            PpKK2VS5N/qjifrZiYXQUiA9xgNZt63A8VpFiO5NSgJxwuw9CLuFQzrBHF7i8Yc0B26p3L1fB3bWvtx3
            """,
        fingerprint: "SHA256:AXyVkOIiGI6rENgH/Jg9JSw2/ovxEHmTrrzOdxuMX8E",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAARcAAAAHc3NoLXJzYQAAAAMBAAEAAAEBANca9GzXIYShpItuRv6SeY
            yHWwLgWM+aRfJAT7iCMYZqt/nwCegtHNfa+aBs1LvSsCWS3BOWqCc8FZfiuYA1qO64JPrr
            qPiUIEm7qa2R0IHAdiCjdafQpndFo8s30WFV3lUtE13BvHNC/4QZq3Q/F4NOw/uI/z/61s
            DQZx+MR5wom6hzQ1/Qfkuh0Ivxm2/Chkpxvovvb7St2lJyFpkTc9lJWLI9sIhkRLgckwsB
            jC9AMl1exi7EOuPcQa0sC1dvRqp7pKs+korZVLk3+qOJ+tmJhdBSID3GA1m3rcDxWkWI7k
            1KAnHC7D0Iu4VDOsEcXuLxhzQHbqncvV8Hdta+3HcAAAAVb3BlcmF0aW9uQGNvdW50ZXJz
            aWduAAAAAAAAAAZzaGE1MTIAAAEUAAAADHJzYS1zaGEyLTUxMgAAAQAdwRBecbDGn0P3GX
            FEUyLz6APgu4P5K/42hEN6PrCVopHMJnqVp3MADRBJRosLurK8/tR/S/IV1zOYBzpJt9kL
            pLckYXA0/oGgWBY37oKLc+LH2P2uVNIKlw/h4FSdste2AJUHCiXUhc3/EYXnjFzUtgXfPk
            jcr2NfLqULgLj+Pr5gGujyy7pVVeJRsIyWMDDI26Uh9FQqoiO7+OzKT+H9v1+mgyLGb24L
            ue1QaKS8pJiam1QH4zyIcTvHj7Dk9DCgU6wDYQMI9bTsE+4SzmKjhDf2p7mSICO4G8tAm2
            ghJDiwWvwGlmbw0MzSswS19ARCyqBjcZvvxc5D5wyaS38d
            -----END SSH SIGNATURE-----

            """
    )

    static let skEd25519 = Fixture(
        line: """
            sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAICgjzUJHWmuhYTHLh0NRnqcbdq/az\
            r/dF1vTf2nneqIhAAAABHNzaDo=
            """,
        fingerprint: "SHA256:/oB8CFpL5X0ZLLIvIO6QaIOYCNOPpJSqBFmkvhyXQrM",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgKCPNQk
            daa6FhMcuHQ1Gepxt2r9rOv90XW9N/aed6oiEAAAAEc3NoOgAAABVvcGVyYXRpb25AY291
            bnRlcnNpZ24AAAAAAAAABnNoYTUxMgAAAGcAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC
            5jb20AAABASfznSMyoLBzoXJGV7pw3MI1gEPmsF74KuS9AWqGAsMt2pp2RDE8TKaZEQINe
            8AquuUhuWtPTBpk3Fcmum2yvAAUAAAAp
            -----END SSH SIGNATURE-----

            """
    )

    static let skEd25519Untouched = Fixture(
        line: """
            sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAICgjzUJHWmuhYTHLh0NRnqcbdq/az\
            r/dF1vTf2nneqIhAAAABHNzaDo=
            """,
        fingerprint: "SHA256:/oB8CFpL5X0ZLLIvIO6QaIOYCNOPpJSqBFmkvhyXQrM",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAEoAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgKCPNQk
            daa6FhMcuHQ1Gepxt2r9rOv90XW9N/aed6oiEAAAAEc3NoOgAAABVvcGVyYXRpb25AY291
            bnRlcnNpZ24AAAAAAAAABnNoYTUxMgAAAGcAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC
            5jb20AAABAeY5hanKhkOKfIU5gEkJaUye57ZJWpgqwrDz1r21xRUUxyfl3vQ5dE28VWJU0
            D5QA5SSXuu2oo3TjuAq6enRVCgQAAAAq
            -----END SSH SIGNATURE-----

            """
    )

    static let skECDSA = Fixture(
        line: """
            sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyN\
            TYAAABBBGOwgIhWtS7Ifjy4AA30ghxfHwSFY8mandnWmV13utitgxhSRRyp0TzUnOsvWp+FUPwPViL0y+nuPhs9UVEyJP0AAAAEc\
            3NoOg==
            """,
        fingerprint: "SHA256:74dnzopKgn/hlILAEcztJzzaFaNo3KE74cI/Qv8/rps",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAH8AAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQ
            AAAAhuaXN0cDI1NgAAAEEEY7CAiFa1Lsh+PLgADfSCHF8fBIVjyZqd2daZXXe62K2DGFJF
            HKnRPNSc6y9an4VQ/A9WIvTL6e4+Gz1RUTIk/QAAAARzc2g6AAAAFW9wZXJhdGlvbkBjb3
            VudGVyc2lnbgAAAAAAAAAGc2hhNTEyAAAAeQAAACJzay1lY2RzYS1zaGEyLW5pc3RwMjU2
            QG9wZW5zc2guY29tAAAASgAAACEA9Pey0j90ISHqppXQpRatJUzbm1D97RPdxJmFAU4JlV
            QAAAAhAKDIF2YDyLPVsvyL87yLNDKiRcQi/OvMK7VPDUssDERGAQAAAAc=
            -----END SSH SIGNATURE-----

            """
    )

    static let passkey = Fixture(
        line: """
            sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyN\
            TYAAABBBGOwgIhWtS7Ifjy4AA30ghxfHwSFY8mandnWmV13utitgxhSRRyp0TzUnOsvWp+FUPwPViL0y+nuPhs9UVEyJP0AAAARc\
            2lnbi5hY21lLmV4YW1wbGU=
            """,
        fingerprint: "SHA256:co8gOdby8DDXSZoIA9t1X5JVzjeI56FCo9jPK6MgMTw",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAIwAAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQ
            AAAAhuaXN0cDI1NgAAAEEEY7CAiFa1Lsh+PLgADfSCHF8fBIVjyZqd2daZXXe62K2DGFJF
            HKnRPNSc6y9an4VQ/A9WIvTL6e4+Gz1RUTIk/QAAABFzaWduLmFjbWUuZXhhbXBsZQAAAB
            VvcGVyYXRpb25AY291bnRlcnNpZ24AAAAAAAAABnNoYTUxMgAAAZsAAAArd2ViYXV0aG4t
            c2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAEgAAAAgX7+szofthztr8C
            kmRT/pjqF0MjGxu6nioKMxYBQA1LcAAAAgFxFWxEQjXY3SdN5visYtGr3bks6mVBUM63Sw
            ZR3udKIFAAAAAAAAABlodHRwczovL3NpZ24uYWNtZS5leGFtcGxlAAAA9nsidHlwZSI6In
            dlYmF1dGhuLmdldCIsImNoYWxsZW5nZSI6IlUxTklVMGxIQUFBQUZXOXdaWEpoZEdsdmJr
            QmpiM1Z1ZEdWeWMybG5iZ0FBQUFBQUFBQUdjMmhoTlRFeUFBQUFRRUVVc2pFY1NxN2ZoQz
            FfdlNrTUQzcE5uZF85al9SZTN4UmU2Zk80TUgtUVRDUV9La2ZEUGhyT3hfSjFma0loQWI5
            d1ZZRWdxVzhBTVVraEwzblYxQ1EiLCJvcmlnaW4iOiJodHRwczovL3NpZ24uYWNtZS5leG
            FtcGxlIiwiY3Jvc3NPcmlnaW4iOmZhbHNlfQAAAAA=
            -----END SSH SIGNATURE-----

            """
    )

    static let passkeyInFrame = Fixture(
        line: """
            sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyN\
            TYAAABBBGOwgIhWtS7Ifjy4AA30ghxfHwSFY8mandnWmV13utitgxhSRRyp0TzUnOsvWp+FUPwPViL0y+nuPhs9UVEyJP0AAAARc\
            2lnbi5hY21lLmV4YW1wbGU=
            """,
        fingerprint: "SHA256:co8gOdby8DDXSZoIA9t1X5JVzjeI56FCo9jPK6MgMTw",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAIwAAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQ
            AAAAhuaXN0cDI1NgAAAEEEY7CAiFa1Lsh+PLgADfSCHF8fBIVjyZqd2daZXXe62K2DGFJF
            HKnRPNSc6y9an4VQ/A9WIvTL6e4+Gz1RUTIk/QAAABFzaWduLmFjbWUuZXhhbXBsZQAAAB
            VvcGVyYXRpb25AY291bnRlcnNpZ24AAAAAAAAABnNoYTUxMgAAAZwAAAArd2ViYXV0aG4t
            c2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAEoAAAAhAPvzUm9hcKsvXH
            8Eux8RH+515Aj77w4+d7suvWbQAxRDAAAAIQCy5jvXJ/w0VClHovt7JFOW9xAV59709h4r
            Zxwaz5xYowUAAAAAAAAAGWh0dHBzOi8vc2lnbi5hY21lLmV4YW1wbGUAAAD1eyJ0eXBlIj
            oid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiVTFOSVUwbEhBQUFBRlc5d1pYSmhkR2x2
            YmtCamIzVnVkR1Z5YzJsbmJnQUFBQUFBQUFBR2MyaGhOVEV5QUFBQVFFRVVzakVjU3E3Zm
            hDMV92U2tNRDNwTm5kXzlqX1JlM3hSZTZmTzRNSC1RVENRX0trZkRQaHJPeF9KMWZrSWhB
            Yjl3VllFZ3FXOEFNVWtoTDNuVjFDUSIsIm9yaWdpbiI6Imh0dHBzOi8vc2lnbi5hY21lLm
            V4YW1wbGUiLCJjcm9zc09yaWdpbiI6dHJ1ZX0AAAAA
            -----END SSH SIGNATURE-----

            """
    )

    static let passkeyRepeating = Fixture(
        line: """
            sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyN\
            TYAAABBBGOwgIhWtS7Ifjy4AA30ghxfHwSFY8mandnWmV13utitgxhSRRyp0TzUnOsvWp+FUPwPViL0y+nuPhs9UVEyJP0AAAARc\
            2lnbi5hY21lLmV4YW1wbGU=
            """,
        fingerprint: "SHA256:co8gOdby8DDXSZoIA9t1X5JVzjeI56FCo9jPK6MgMTw",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAIwAAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQ
            AAAAhuaXN0cDI1NgAAAEEEY7CAiFa1Lsh+PLgADfSCHF8fBIVjyZqd2daZXXe62K2DGFJF
            HKnRPNSc6y9an4VQ/A9WIvTL6e4+Gz1RUTIk/QAAABFzaWduLmFjbWUuZXhhbXBsZQAAAB
            VvcGVyYXRpb25AY291bnRlcnNpZ24AAAAAAAAABnNoYTUxMgAAAakAAAArd2ViYXV0aG4t
            c2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAEoAAAAhALgXYWGWfL9DtW
            owG46Wk9UoiD54DjQ6rIGvtYrDFKdaAAAAIQCETo4dXir4VMMPD9QrNB3/gf+tHLT3TJpO
            dudeXGshQgUAAAAAAAAAGWh0dHBzOi8vc2lnbi5hY21lLmV4YW1wbGUAAAECeyJ0eXBlIj
            oid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiVTFOSVUwbEhBQUFBRlc5d1pYSmhkR2x2
            YmtCamIzVnVkR1Z5YzJsbmJnQUFBQUFBQUFBR2MyaGhOVEV5QUFBQVFFRVVzakVjU3E3Zm
            hDMV92U2tNRDNwTm5kXzlqX1JlM3hSZTZmTzRNSC1RVENRX0trZkRQaHJPeF9KMWZrSWhB
            Yjl3VllFZ3FXOEFNVWtoTDNuVjFDUSIsIm9yaWdpbiI6Imh0dHBzOi8vc2lnbi5hY21lLm
            V4YW1wbGUiLCJvcmlnaW4iOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9AAAAAA==
            -----END SSH SIGNATURE-----

            """
    )

    static let passkeyOverHTTP = Fixture(
        line: """
            sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyN\
            TYAAABBBGOwgIhWtS7Ifjy4AA30ghxfHwSFY8mandnWmV13utitgxhSRRyp0TzUnOsvWp+FUPwPViL0y+nuPhs9UVEyJP0AAAARc\
            2lnbi5hY21lLmV4YW1wbGU=
            """,
        fingerprint: "SHA256:co8gOdby8DDXSZoIA9t1X5JVzjeI56FCo9jPK6MgMTw",
        signature: """
            -----BEGIN SSH SIGNATURE-----
            U1NIU0lHAAAAAQAAAIwAAAAic2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQ
            AAAAhuaXN0cDI1NgAAAEEEY7CAiFa1Lsh+PLgADfSCHF8fBIVjyZqd2daZXXe62K2DGFJF
            HKnRPNSc6y9an4VQ/A9WIvTL6e4+Gz1RUTIk/QAAABFzaWduLmFjbWUuZXhhbXBsZQAAAB
            VvcGVyYXRpb25AY291bnRlcnNpZ24AAAAAAAAABnNoYTUxMgAAAZkAAAArd2ViYXV0aG4t
            c2stZWNkc2Etc2hhMi1uaXN0cDI1NkBvcGVuc3NoLmNvbQAAAEgAAAAgbbWorFWUB5oSGK
            sfLP7ejOmddRt3htxBqTaNCBLXTx4AAAAgWMcJEYy5FegqcT+aKm9hhOyLXg1Pf4YCJ/oB
            IYwrSmAFAAAAAAAAABhodHRwOi8vc2lnbi5hY21lLmV4YW1wbGUAAAD1eyJ0eXBlIjoid2
            ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiVTFOSVUwbEhBQUFBRlc5d1pYSmhkR2x2YmtC
            amIzVnVkR1Z5YzJsbmJnQUFBQUFBQUFBR2MyaGhOVEV5QUFBQVFFRVVzakVjU3E3ZmhDMV
            92U2tNRDNwTm5kXzlqX1JlM3hSZTZmTzRNSC1RVENRX0trZkRQaHJPeF9KMWZrSWhBYjl3
            VllFZ3FXOEFNVWtoTDNuVjFDUSIsIm9yaWdpbiI6Imh0dHA6Ly9zaWduLmFjbWUuZXhhbX
            BsZSIsImNyb3NzT3JpZ2luIjpmYWxzZX0AAAAA
            -----END SSH SIGNATURE-----

            """
    )
}
